import type { CancellationReason as SdkReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describeKey } from '../../codec/describe-key.js';
import type { Row } from '../../codec/row.js';
import type { Outcome, VersionConflictError } from '../../errors.js';
import { mayBeItemOf } from '../../metadata/view-items.js';
import type { BoundView } from '../runtime.js';
import { archivedRow, isPointer } from '../tier.js';
import { type VersionCheck, versionConflict } from '../version-check.js';
import { type CancellationReason, PASSING_REASONS, TransactionCanceledError } from './transaction-canceled-error.js';

/** An operation as it was sent: reasons come in the same order. */
export interface SentOperation {
  readonly kind: CancellationReason['operation'];
  readonly view: BoundView;
  readonly key: Row;
  /** What the operation asks of the stored version. */
  readonly version?: VersionCheck | undefined;
}

function explain({ Code, Message, Item }: SdkReason, kind: SentOperation['kind'], conflict: VersionConflictError | undefined): string {
  if (Code === 'TransactionConflict') return 'another request was writing the item at that moment';
  if (Code !== 'ConditionalCheckFailed') return (Message ?? 'DynamoDB gave no message').replace(/\.$/, '');
  if (conflict) return `its version is not the stored one: expected ${conflict.expected ?? 'none'}, stored ${conflict.actual ?? 'none'}`;
  if (Item) return 'the condition does not hold of the stored item';
  return kind === 'update' ? 'there is no such item' : 'the condition does not hold: there is no such item';
}

/** Of an archived row only the version can be said, and only where the row kept it: whether a condition holds is for those to say who can read it all. */
function isArchived({ Item }: SdkReason, { view, version }: SentOperation, conflict: VersionConflictError | undefined): boolean {
  if (!Item || !isPointer(Item, view.schema) || !mayBeItemOf(view.schema, Item)) return false;
  return !conflict || !version || Item[version.property.attributes[0]] === undefined;
}

function conflictOf(
  { Code, Item }: SdkReason,
  { view, key, version }: SentOperation,
  outcome: Outcome,
  cause: unknown,
): VersionConflictError | undefined {
  if (Code !== 'ConditionalCheckFailed' || !version) return undefined;
  return versionConflict(view, key, version, Item, outcome, cause);
}

function reasonOf(reason: SdkReason, index: number, operation: SentOperation, outcome: Outcome, cause: unknown): CancellationReason {
  const { kind, view, key } = operation;
  const { table, entity } = view.schema;
  const conflict = conflictOf(reason, operation, outcome, cause);
  const archived = isArchived(reason, operation, conflict);
  if (reason.Item && archived && !view.runtime.tier) throw archivedRow(table, reason.Item, false);
  return Object.freeze({
    index,
    operation: kind,
    table: table.tableName,
    entity: entity.name,
    key,
    code: reason.Code ?? 'Unknown',
    message: archived ? 'the item is archived; its condition was not asked, as other operations failed' : explain(reason, kind, conflict),
    ...(reason.Item && { row: reason.Item }),
    ...(conflict && { versionConflict: conflict }),
  });
}

/** The cancellation underneath an error of `send`; `undefined` where it is something else. By its name: several copies of the SDK may be loaded. */
export function cancellationOf(error: unknown): Partial<TransactionCanceledException> | undefined {
  const cause = (error as { cause?: Partial<TransactionCanceledException> }).cause;
  return cause?.name === 'TransactionCanceledException' ? cause : undefined;
}

/** An archived row that an operation could not be asked of. */
export interface ArchivedObstacle {
  readonly view: BoundView;
  readonly row: Row;
}

/**
 * The archived rows because of which a transaction was cancelled; none where something else went wrong too that does not pass by itself, as it would be cancelled again.
 * Who else was writing, or a want of capacity, may be over by the time that the rows are whole; if not, the next answer has no other reasons than those.
 */
export function archivedObstacles(error: unknown, operations: readonly SentOperation[]): readonly ArchivedObstacle[] {
  const obstacles: ArchivedObstacle[] = [];
  for (const [index, reason] of (cancellationOf(error)?.CancellationReasons ?? []).entries()) {
    if (!reason.Code || reason.Code === 'None' || PASSING_REASONS.has(reason.Code)) continue;
    const operation = operations[index];
    const { Item: row } = reason;
    if (reason.Code !== 'ConditionalCheckFailed' || !operation || !row) return [];
    if (!isArchived(reason, operation, conflictOf(reason, operation, 'unknown', error))) return [];
    obstacles.push({ view: operation.view, row });
  }
  return obstacles;
}

/** What a cancellation says of all that was sent. */
function whatHappened(operations: readonly SentOperation[], outcome: Outcome): string {
  if (operations.every(({ kind }) => kind === 'load')) return 'nothing was read.';
  if (outcome === 'not-applied') return 'nothing was written.';
  return 'nothing was written by the last send, but the answer of an earlier one was lost, and it may yet write all of it, once. Read before you write again.';
}

/**
 * Throws what a failed transaction is to end in: a cancellation names operations, keys and reasons; other errors stay as they are.
 *
 * @param outcome what is known of the writes of all sends
 * @throws TransactionCanceledError, ArchivedRowError
 */
export function throwCancellation(error: unknown, operations: readonly SentOperation[], outcome: Outcome): never {
  const cause = cancellationOf(error);
  if (!cause) throw error;
  const reasons: CancellationReason[] = [];
  for (const [index, operation] of operations.entries()) {
    const reason = cause.CancellationReasons?.[index];
    if (!reason?.Code || reason.Code === 'None') continue;
    reasons.push(reasonOf(reason, index, operation, outcome, cause));
  }
  const lines = reasons.map(
    ({ index, operation, entity, table, key, message, code }) =>
      `operations[${index}], ${operation} of ${entity} ${describeKey(key)} in table ${table}: ${message} (${code})`,
  );
  const message = `DynamoDB cancelled the transaction; ${whatHappened(operations, outcome)} ${lines.join('; ') || (cause.message ?? '')}.`;
  throw new TransactionCanceledError(message, reasons, outcome, { cause });
}
