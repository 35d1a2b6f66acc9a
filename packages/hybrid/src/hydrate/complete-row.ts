import {
  ARCHIVE_ATTRIBUTE,
  describeKey,
  LEGACY_POINTER_ATTRIBUTE,
  type ReadonlyRow,
  type Row,
  rowKey,
  S3_KEY_ATTRIBUTE,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { rowsEqual } from '../body/rows-equal.js';

/** A body that is another item's. */
export class ForeignBodyError extends Error {}

function setOwn(row: Row, name: string, value: Row[string]): void {
  Object.defineProperty(row, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/**
 * The whole item of an archived row: from the body what the row does not keep, and over it all that the row itself carries.
 *
 * @param isKept whether the row alone says what an attribute is, even that it is absent
 * @param keepsS3Key whether the entity declares `s3Key`, and wants it filled in
 * @throws ForeignBodyError where the body is not of the row's key
 */
export function completeRow(
  table: TableSchema,
  row: ReadonlyRow,
  body: ReadonlyRow,
  isKept: (name: string) => boolean,
  keepsS3Key: boolean,
): Row {
  const key = rowKey(table, row);
  if (!rowsEqual(key, rowKey(table, body))) {
    throw new ForeignBodyError(`the object holds the item ${describeKey(rowKey(table, body))}`);
  }
  const whole: Row = {};
  for (const [name, value] of Object.entries(body)) if (!isKept(name)) setOwn(whole, name, value);
  for (const [name, value] of Object.entries(row)) setOwn(whole, name, value);
  delete whole[ARCHIVE_ATTRIBUTE];
  delete whole[LEGACY_POINTER_ATTRIBUTE];
  if (!keepsS3Key) delete whole[S3_KEY_ATTRIBUTE];
  return whole;
}
