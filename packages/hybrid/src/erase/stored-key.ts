import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parseDecimal, type ReadonlyRow, type Row, type TableSchema, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import { plainDigits } from '../body/normalize-number.js';

/**
 * A row's key as DynamoDB keeps it. A caller may spell a number otherwise (`1.50`, `1e-7`), while objects are named, and packs indexed, by the stored row: under another
 * spelling nothing would be found, and what is not found is reported as gone.
 */
export function storedKey(table: TableSchema, key: ReadonlyRow): Row {
  const stored: Row = {};
  for (const attribute of tableKeyAttributes(table)) {
    const value = key[attribute];
    if (value !== undefined) stored[attribute] = storedValue(value);
  }
  return stored;
}

function storedValue(value: AttributeValue): AttributeValue {
  const number = value.N === undefined ? undefined : parseDecimal(value.N);
  const digits = number && plainDigits(number);
  return digits === undefined ? value : { N: digits };
}
