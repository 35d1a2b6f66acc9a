import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describeKey } from '../codec/describe-key.js';
import type { Row } from '../codec/row.js';
import { ConditionFailedError } from '../errors.js';
import { wasRetried } from './request-error.js';
import type { BoundView } from './runtime.js';
import { archivedRow, isPointer } from './tier.js';

/** Runs a conditional write; a failed condition is told apart from a row that the condition could not be asked of. */
export async function withCondition<T>(view: BoundView, key: Row, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    // `send` keeps the SDK's error there; told by its name, as several copies of the SDK may be loaded
    const cause = (error as { cause?: Partial<ConditionalCheckFailedException> }).cause;
    if (cause?.name !== 'ConditionalCheckFailedException') throw error;
    const { table } = view.schema;
    if (cause.Item && isPointer(cause.Item, view.schema)) throw archivedRow(table, cause.Item, false);
    const what = cause.Item ? 'does not hold of the stored item' : 'does not hold: there is no such item';
    const retried = wasRetried(cause);
    const outcome = retried
      ? 'nothing was written by the last try, but the answer of an earlier one was lost and it may have written. Read the item to find out.'
      : 'nothing was written.';
    const message = `The condition ${what} (${describeKey(key)} in table ${table.tableName}): ${outcome}`;
    throw new ConditionFailedError(message, table.tableName, key, cause.Item, retried ? 'unknown' : 'not-applied', { cause });
  }
}
