import { describeKey, type ReadonlyRow, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import { HydrationError } from '../errors.js';
import type { PointerReadError } from './pointer-read-error.js';

/**
 * The error of an archived item that cannot be read.
 *
 * @param applied whether the operation's write took effect all the same
 */
export function hydrationFailure(
  error: PointerReadError,
  row: ReadonlyRow,
  table: TableSchema,
  bucketName: string,
  applied = false,
): HydrationError {
  const key = rowKey(table, row);
  const what = applied ? 'was deleted, but its old item cannot be returned' : 'cannot be read';
  const message =
    `The archived item ${describeKey(key)} of table ${table.tableName} ${what} from ${JSON.stringify(error.s3Key)} ` +
    `in bucket ${bucketName}: ${error.message.replace(/\.$/, '')}.`;
  return new HydrationError(error.reason, message, { table: table.tableName, key, s3Key: error.s3Key, applied }, { cause: error });
}
