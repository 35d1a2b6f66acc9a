import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describeKey } from '../codec/describe-key.js';
import type { Row } from '../codec/row.js';
import { ConditionFailedError, type Outcome, RequestError } from '../errors.js';
import type { TableSchema } from '../metadata/table-schema.js';
import { mayBeItemOf } from '../metadata/view-items.js';
import type { CapacityRecorder } from './capacity-meter.js';
import { failedCondition } from './failed-condition.js';
import { lostAnswer } from './lost-answer.js';
import { wasRetried } from './request-error.js';
import type { BoundView } from './runtime.js';
import { archivedAgain, archivedRow, isPointer } from './tier.js';
import { type VersionCheck, versionConflict } from './version-check.js';

/** An archived row says what it has of its version, unless it was archived before its class had one. */
function mayHaveMoved(row: Row, version: VersionCheck | undefined): boolean {
  return row[version?.property.attributes[0] ?? ''] === undefined;
}

/** Times that a write is tried again after its row was restored, when archivers are as quick to archive it anew. */
export const MAX_RESTORES = 10;

/** What a conditional write is about. */
export interface ConditionalWrite {
  readonly key: Row;
  readonly version: VersionCheck | undefined;
  readonly signal: AbortSignal | undefined;
  readonly capacity: CapacityRecorder | undefined;
}

/**
 * Runs a conditional write; a failed condition is told apart from a version that was not the stored one, and from an archived row, of which the condition could
 * not be asked: such a row is restored, and the write runs again.
 */
export async function withCondition<T>(
  view: BoundView,
  { key, version, signal, capacity }: ConditionalWrite,
  write: () => Promise<T>,
): Promise<T> {
  const { table } = view.schema;
  let answerLost = false;
  for (let restores = 0; ; restores += 1) {
    try {
      return await write();
    } catch (error) {
      const failed = failedCondition(error);
      if (!failed) throw answerLost && !isUnknown(error) ? uncertain(table, key, error) : error; // what an earlier round lost, another refusal knows nothing of
      answerLost ||= wasRetried(failed); // also of a send before the row was archived
      const archived = archivedObstacle(view, key, version, failed, answerLost ? 'unknown' : 'not-applied');
      try {
        if (!view.runtime.tier) throw archivedRow(table, archived, false);
        if (restores === MAX_RESTORES) throw archivedAgain(table, archived);
        await view.runtime.tier.restore(archived, { table, view: view.schema, signal, capacity });
      } catch (cause) {
        throw answerLost ? uncertain(table, key, cause) : cause;
      }
    }
  }
}

const isUnknown = (error: unknown): boolean => error instanceof RequestError && error.outcome === 'unknown';

/** The answer of a send was lost before the row was archived, and what came after says nothing of it. */
function uncertain({ tableName }: TableSchema, key: Row, cause: unknown): RequestError {
  return lostAnswer(`a write to ${describeKey(key)}`, 'conditional write', tableName, cause);
}

/** The archived row that a write could not be asked of. Throws what went wrong where it is something else. */
function archivedObstacle(
  view: BoundView,
  key: Row,
  version: VersionCheck | undefined,
  cause: Partial<ConditionalCheckFailedException>,
  outcome: Outcome,
): Row {
  const { table } = view.schema;
  const { Item: row } = cause;
  const isForeign = row !== undefined && !mayBeItemOf(view.schema, row);
  const isArchived = row !== undefined && !isForeign && isPointer(row, view.schema);
  if (isArchived && mayHaveMoved(row, version)) return row;
  const conflict = isForeign ? undefined : version && versionConflict(view, key, version, row, outcome, cause);
  if (conflict) throw conflict;
  if (isArchived) return row;
  const { discriminator } = view.schema.entity;
  const what = isForeign
    ? `cannot be asked: the stored item is no ${view.schema.entity.name}, by its ${discriminator?.attribute}`
    : row
      ? 'does not hold of the stored item'
      : 'does not hold: there is no such item';
  const known =
    outcome === 'unknown'
      ? 'nothing was written by the last try, but the answer of an earlier one was lost and it may have written. Read the item to find out.'
      : 'nothing was written.';
  const message = `The condition ${what} (${describeKey(key)} in table ${table.tableName}): ${known}`;
  throw new ConditionFailedError(message, table.tableName, key, row, outcome, { cause });
}
