import type { TransactWriteItem, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { rowKey } from '../../codec/item-codec.js';
import type { Row } from '../../codec/row.js';
import { InvalidExpressionError } from '../../errors.js';
import { InvalidBatchError } from '../batch/invalid-batch-error.js';
import { type NamedRow, refuseDuplicates } from '../batch/refuse-duplicates.js';
import { type BoundDb, resolveView } from '../batch/resolve-view.js';
import { rowIdentity } from '../batch/row-identity.js';
import type { CallOptions } from '../call-options.js';
import { type ChangeOptions, changedInput, withGuard } from '../change-input.js';
import { conditionInput } from '../condition-input.js';
import { deletedVersion, deleteInput } from '../delete/delete-input.js';
import { keyInput } from '../key-input.js';
import type { BoundView } from '../runtime.js';
import { saveInput } from '../save/save-input.js';
import { updatedVersion, updateInput } from '../update/update-input.js';
import type { SentOperation } from './cancellation.js';
import { checkIdempotencyToken } from './check-idempotency-token.js';
import { transactionClock } from './transaction-clock.js';
import type { TransactionOperation, TransactionWrites } from './transaction-write-set.js';

/** Operations of one transaction (API reference, TransactWriteItems, TransactItems). */
export const MAX_TRANSACT_ITEMS = 100;

/** Options of `transactionWrite`. */
export interface TransactionWriteOptions extends CallOptions, ChangeOptions<TransactWriteItemsCommandInput> {
  /** Have the result say what it cost, by table. Default: false. */
  readonly returnConsumedCapacity?: boolean;
}

/** An operation as it is sent. */
interface PreparedOperation extends SentOperation {
  readonly item: TransactWriteItem;
  /** What a save leaves, read back. */
  readonly stored?: object;
}

/** A transaction's request, and what its answer is read by. */
export interface PreparedTransaction {
  readonly input: TransactWriteItemsCommandInput;
  readonly operations: readonly PreparedOperation[];
}

type Prepared = Pick<PreparedOperation, 'item' | 'stored' | 'version'> & { readonly key: Row };

function prepareUpdate(view: BoundView, { target, changes, options }: TransactionOperation & { readonly kind: 'update' }): Prepared {
  // A transaction returns no items.
  const { ReturnValues: _, UpdateExpression = '', ...input } = updateInput(view, target, changes, options);
  return { key: input.Key, item: { Update: { ...input, UpdateExpression } }, version: updatedVersion(view, options) };
}

function prepareCheck(view: BoundView, { target, options }: TransactionOperation & { readonly kind: 'checkCondition' }): Prepared {
  const key = keyInput(view, target);
  const { ConditionExpression, ...condition } = conditionInput(view, options?.if);
  if (ConditionExpression === undefined) {
    throw new InvalidExpressionError('checkCondition() needs the condition to check: checkCondition(key, { if: t => t.status.exists() }).');
  }
  const item = { ConditionCheck: { TableName: view.schema.table.tableName, Key: key, ConditionExpression, ...condition } };
  return { key, item, version: undefined };
}

function prepareDelete(view: BoundView, { target, options }: TransactionOperation & { readonly kind: 'delete' }): Prepared {
  const input = deleteInput(view, target, options);
  return { key: input.Key, item: { Delete: input }, version: deletedVersion(view, target) };
}

function prepareSave(view: BoundView, { target, options }: TransactionOperation & { readonly kind: 'save' }): Prepared {
  const { input, stored, version } = saveInput(view, target, options);
  return { key: rowKey(view.schema.table, input.Item), item: { Put: input }, stored, version };
}

function prepare(view: BoundView, operation: TransactionOperation): Prepared {
  switch (operation.kind) {
    case 'save':
      return prepareSave(view, operation);
    case 'update':
      return prepareUpdate(view, operation);
    case 'delete':
      return prepareDelete(view, operation);
    case 'checkCondition':
      return prepareCheck(view, operation);
  }
}

/** @throws InvalidBatchError, InvalidItemError, InvalidKeyError, InvalidExpressionError, ConfigurationError */
export function transactionWriteInput(db: BoundDb, set: TransactionWrites, options: TransactionWriteOptions): PreparedTransaction {
  const given = set?.operations;
  if (!Array.isArray(given)) throw new InvalidBatchError('UNBOUND', 'transactionWrite() takes a TransactionWriteSet.');
  if (given.length > MAX_TRANSACT_ITEMS) {
    throw new InvalidBatchError(
      'TOO_MANY',
      `A transaction has at most ${MAX_TRANSACT_ITEMS} operations; this has ${given.length}. Split it, or have db.transactionWritingPager() split it.`,
    );
  }
  if (set.token !== undefined) checkIdempotencyToken(set.token);
  const runtime = { ...db.runtime, now: transactionClock(set, db.runtime.now) };
  const operations = set.operations.map((operation): PreparedOperation & NamedRow => {
    const { kind } = operation;
    const view = { ...resolveView(db, operation.target, kind === 'save' ? 'item' : 'key'), runtime };
    const { table } = view.schema;
    const prepared = prepare(view, operation);
    return { kind, view, ...prepared, tableName: table.tableName, identity: rowIdentity(table, prepared.key) };
  });
  refuseDuplicates('transaction', operations);
  return {
    operations,
    input: {
      TransactItems: operations.map(({ item }) => item),
      ...(set.token !== undefined && { ClientRequestToken: set.token }),
      ...(options.returnConsumedCapacity && { ReturnConsumedCapacity: 'TOTAL' as const }),
    },
  };
}

/**
 * The same, changed.
 *
 * @throws ConfigurationError
 */
export function changedTransaction(
  { input, operations }: PreparedTransaction,
  change: TransactionWriteOptions['changeInput'],
): PreparedTransaction {
  if (!change) return { input, operations };
  const changed = changedInput(input, change);
  const TransactItems = changed.TransactItems?.map((each, index): TransactWriteItem => {
    const operation = operations[index];
    if (!operation) return each;
    const { schema } = operation.view;
    const { Put, Update, Delete, ConditionCheck, ...rest } = each;
    const before = operation.item;
    return {
      ...rest,
      ...(Put && { Put: withGuard(schema, before.Put, Put) }),
      ...(Update && { Update: withGuard(schema, before.Update, Update) }),
      ...(Delete && { Delete: withGuard(schema, before.Delete, Delete) }),
      ...(ConditionCheck && { ConditionCheck: withGuard(schema, before.ConditionCheck, ConditionCheck) }),
    };
  });
  return { operations, input: { ...changed, TransactItems } };
}
