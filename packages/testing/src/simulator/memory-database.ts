import { isDeepStrictEqual } from 'node:util';
import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  BatchStatementErrorCodeEnum,
  BatchStatementRequest,
  BatchStatementResponse,
  BatchWriteItemCommandInput,
  CancellationReason,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  PutItemCommandInput,
  TransactGetItemsCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import type { MemoryTable, PreparedWrite } from './memory-table.js';
import { isServiceError, type ServiceError, serviceError } from './service-error.js';
import { tableOfStatement, updateOfStatement } from './update-statement.js';

interface FailedCondition {
  readonly Item?: Row;
}

/** What a database is besides its tables. */
export interface MemoryDatabaseOptions {
  /** Whether somebody's transaction has an item at the moment that a request would write it: that request, or its part, is refused. Default: never. */
  readonly isHeld?: (() => boolean) | undefined;
}

/** Codes of what befalls one item of a request, by the name of the error of a request of that item alone. */
const ITEM_CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  TransactionConflictException: 'TransactionConflict',
};

/** What befell one item of several. */
function itemFailure(error: unknown): { readonly Code: string; readonly Message: string; readonly Item?: Row } {
  const Code = isServiceError(error) ? ITEM_CODES[error.name] : undefined;
  if (Code === undefined) throw error;
  const { message, Item } = error as ServiceError & FailedCondition;
  return { Code, Message: message, ...(Item && { Item }) };
}

/** The tables of one account, and what is asked of them. Every method takes effect at once, and whole. */
export class MemoryDatabase {
  readonly #tables = new Map<string, MemoryTable>();
  readonly #isHeld: () => boolean;
  /**
   * Transactions that took effect, by their tokens: sent again they change nothing. The SDK gives a request without a token one of its own, however often it
   * sends it. A transaction that was cancelled leaves its token as it was. None is ever forgotten: DynamoDB forgets them after ten minutes, and by then refuses the
   * signature of what is still under way.
   */
  readonly #done = new Map<unknown, TransactWriteItemsCommandInput>();

  constructor(tables: Iterable<MemoryTable>, { isHeld = () => false }: MemoryDatabaseOptions = {}) {
    for (const table of tables) this.#tables.set(table.options.name, table);
    this.#isHeld = isHeld;
  }

  /** How many transactions have taken effect. */
  get transactionsDone(): number {
    return this.#done.size;
  }

  get tables(): ReadonlyMap<string, MemoryTable> {
    return this.#tables;
  }

  table(name: string | undefined): MemoryTable {
    const table = this.#tables.get(name ?? '');
    if (!table) throw serviceError('ResourceNotFoundException', 400, `There is no table ${name}.`);
    return table;
  }

  /** @throws ServiceError where the condition does not hold, or a transaction has the item; so do the next two */
  put(input: PutItemCommandInput): DeleteItemCommandOutput {
    this.#refuseHeld();
    return this.table(input.TableName).put(input);
  }

  update(input: UpdateItemCommandInput): UpdateItemCommandOutput {
    this.#refuseHeld();
    return this.table(input.TableName).update(input);
  }

  delete(input: DeleteItemCommandInput): DeleteItemCommandOutput {
    this.#refuseHeld();
    return this.table(input.TableName).delete(input);
  }

  batchGet({ RequestItems = {} }: BatchGetItemCommandInput): object {
    const Responses: Record<string, Row[]> = {};
    for (const [name, { Keys = [], ConsistentRead }] of Object.entries(RequestItems)) {
      const found = Keys.map(Key => this.table(name).get({ Key, ConsistentRead }).Item);
      Responses[name] = found.filter(row => row !== undefined);
    }
    return { Responses, UnprocessedKeys: {} };
  }

  batchWrite({ RequestItems = {} }: BatchWriteItemCommandInput): object {
    for (const [TableName, requests] of Object.entries(RequestItems)) {
      for (const { PutRequest, DeleteRequest } of requests) {
        if (PutRequest) this.table(TableName).put({ TableName, Item: PutRequest.Item });
        if (DeleteRequest) this.table(TableName).delete({ TableName, Key: DeleteRequest.Key });
      }
    }
    return { UnprocessedItems: {} };
  }

  /**
   * Statements that each update one row; each is executed, or fails, by itself.
   *
   * @throws ServiceError where two of them are of one row
   */
  batchExecute({ Statements = [] }: BatchExecuteStatementCommandInput): { Responses: BatchStatementResponse[] } {
    const updates = Statements.map(request => this.#updateOf(request));
    const rows = new Set(updates.map(({ table, input }) => `${input.TableName} ${table.keyOf(input.Key as Row)}`));
    if (rows.size < updates.length) throw serviceError('ValidationException', 400, 'Provided list of item keys contains duplicates');
    const Responses = updates.map(({ input }): BatchStatementResponse => {
      const { TableName } = input;
      try {
        this.update(input);
        return { TableName };
      } catch (error) {
        const { Code, ...failure } = itemFailure(error);
        return { TableName, Error: { Code: Code as BatchStatementErrorCodeEnum, ...failure } }; // of those that the SDK knows
      }
    });
    return { Responses };
  }

  #updateOf(request: BatchStatementRequest) {
    const table = this.table(tableOfStatement(request));
    return { table, input: updateOfStatement(request, table.options) };
  }

  transactGet({ TransactItems = [] }: TransactGetItemsCommandInput): object {
    return { Responses: TransactItems.map(({ Get }) => this.table(Get?.TableName).get({ Key: Get?.Key, ConsistentRead: true })) };
  }

  /**
   * @param request by which one that is sent again is known, where the caller gave no token
   * @throws ServiceError with the reasons, where a condition does not hold or another transaction has an item: nothing is written then; where the token was another
   * transaction's
   */
  transactWrite(input: TransactWriteItemsCommandInput, request: object): object {
    const token = input.ClientRequestToken ?? request;
    const done = this.#done.get(token);
    if (done) {
      if (isDeepStrictEqual(done, input)) return {};
      throw serviceError('IdempotentParameterMismatchException', 400, 'Idempotent token was used with different request parameters');
    }
    const prepared: (readonly [MemoryTable, PreparedWrite])[] = [];
    const reasons: CancellationReason[] = [];
    for (const item of input.TransactItems ?? []) {
      try {
        prepared.push(this.#prepare(item));
        reasons.push({ Code: 'None' });
      } catch (error) {
        reasons.push(itemFailure(error));
      }
    }
    if (prepared.length < reasons.length) {
      const codes = reasons.map(({ Code }) => Code).join(', ');
      const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
      throw serviceError('TransactionCanceledException', 400, message, { CancellationReasons: reasons });
    }
    for (const [table, write] of prepared) table.take(write);
    this.#done.set(token, input);
    return {};
  }

  #refuseHeld(): void {
    if (this.#isHeld()) throw serviceError('TransactionConflictException', 400, 'Transaction is ongoing for the item');
  }

  #prepare({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): readonly [MemoryTable, PreparedWrite] {
    this.#refuseHeld();
    const table = this.table((Put ?? Update ?? Delete ?? ConditionCheck)?.TableName);
    if (Put) return [table, table.preparePut(Put)];
    if (Update) return [table, table.prepareUpdate(Update)];
    if (Delete) return [table, table.prepareDelete(Delete)];
    if (ConditionCheck) return [table, table.prepareCheck(ConditionCheck)];
    throw new Error('An item of a simulated transaction is a Put, Update, Delete or ConditionCheck.');
  }
}
