import { ARCHIVE_ATTRIBUTE, describeKey, type ReadonlyRow, type Row, rowKey, S3_KEY_ATTRIBUTE, setOwn } from '@tempest-ts/tempest/extend';
import { rowsEqual } from '../body/rows-equal.js';
import type { PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

/**
 * The whole item of an archived row: from the body what the row does not keep, over it all that the row itself carries, and the
 * whole as the schema of today has it.
 *
 * @param isKept whether the row alone says what an attribute is, even that it is absent
 * @param schema the version that the item was archived with
 * @throws PointerReadError where the body is not of the row's key; NewerSchemaError, UpcastError
 */
export function completeRow(
  { table, keepsS3Key, entityOf }: PointerContext,
  row: ReadonlyRow,
  body: ReadonlyRow,
  isKept: (name: string) => boolean,
  s3Key: string,
  schema: number,
): ReadonlyRow {
  const found = rowKey(table, body);
  if (!rowsEqual(rowKey(table, row), found)) {
    throw new PointerReadError('foreign', `the object holds the item ${describeKey(found)}`, s3Key);
  }
  const whole: Row = {};
  for (const [name, value] of Object.entries(body)) if (!isKept(name)) setOwn(whole, name, value);
  for (const [name, value] of Object.entries(row)) setOwn(whole, name, value);
  delete whole[ARCHIVE_ATTRIBUTE];
  delete whole[S3_KEY_ATTRIBUTE];
  const today = entityOf(row)?.history.upcast(table, whole, schema) ?? whole;
  return keepsS3Key ? { ...today, [S3_KEY_ATTRIBUTE]: { S: s3Key } } : today;
}
