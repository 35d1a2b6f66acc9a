import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  BatchStatementRequest,
  BatchStatementResponse,
  BatchWriteItemCommandInput,
  CancellationReason,
  TransactGetItemsCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import type { MemoryTable, PreparedWrite } from './memory-table.js';
import { isServiceError, serviceError } from './service-error.js';
import { tableOfStatement, updateOfStatement } from './update-statement.js';

interface FailedCondition {
  readonly Item?: Row;
}

/** The tables of one account, and what is asked of several of their rows at once. Every method takes effect at once, and whole. */
export class MemoryDatabase {
  readonly #tables = new Map<string, MemoryTable>();
  /** Of a transaction that took effect, sent again: the SDK gives one request one token, however often it sends it. */
  readonly #done = new Set<unknown>();

  constructor(tables: Iterable<MemoryTable>) {
    for (const table of tables) this.#tables.set(table.options.name, table);
  }

  get tables(): ReadonlyMap<string, MemoryTable> {
    return this.#tables;
  }

  table(name: string | undefined): MemoryTable {
    const table = this.#tables.get(name ?? '');
    if (!table) throw serviceError('ResourceNotFoundException', 400, `There is no table ${name}.`);
    return table;
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
    const Responses = updates.map(({ table, input }): BatchStatementResponse => {
      try {
        table.update(input);
        return { TableName: input.TableName };
      } catch (error) {
        if (!isServiceError(error) || error.name !== 'ConditionalCheckFailedException') throw error;
        const { Item } = error as FailedCondition;
        return { TableName: input.TableName, Error: { Code: 'ConditionalCheckFailed', Message: error.message, ...(Item && { Item }) } };
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
   * @throws ServiceError with the reasons, where a condition does not hold: nothing is written then
   */
  transactWrite(input: TransactWriteItemsCommandInput, request: object): object {
    const token = input.ClientRequestToken ?? request;
    if (this.#done.has(token)) return {};
    const prepared: (readonly [MemoryTable, PreparedWrite])[] = [];
    const reasons: CancellationReason[] = [];
    for (const item of input.TransactItems ?? []) {
      try {
        prepared.push(this.#prepare(item));
        reasons.push({ Code: 'None' });
      } catch (error) {
        if (!isServiceError(error) || error.name !== 'ConditionalCheckFailedException') throw error;
        const { Item } = error as FailedCondition;
        reasons.push({ Code: 'ConditionalCheckFailed', Message: error.message, ...(Item && { Item }) });
      }
    }
    if (prepared.length < reasons.length) {
      const codes = reasons.map(({ Code }) => Code).join(', ');
      const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
      throw serviceError('TransactionCanceledException', 400, message, { CancellationReasons: reasons });
    }
    for (const [table, write] of prepared) table.take(write);
    this.#done.add(token);
    return {};
  }

  #prepare({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): readonly [MemoryTable, PreparedWrite] {
    const table = this.table((Put ?? Update ?? Delete ?? ConditionCheck)?.TableName);
    if (Put) return [table, table.preparePut(Put)];
    if (Update) return [table, table.prepareUpdate(Update)];
    if (Delete) return [table, table.prepareDelete(Delete)];
    if (ConditionCheck) return [table, table.prepareCheck(ConditionCheck)];
    throw new Error('An item of a simulated transaction is a Put, Update, Delete or ConditionCheck.');
  }
}
