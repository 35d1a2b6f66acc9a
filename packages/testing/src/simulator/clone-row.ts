import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';

function cloneValue(value: AttributeValue): AttributeValue {
  if (value.M) return { M: cloneRow(value.M) };
  if (value.L) return { L: value.L.map(cloneValue) };
  return value.B || value.BS || value.SS || value.NS ? structuredClone(value) : { ...value };
}

/** A row that shares nothing with the one given. Node's own `structuredClone` takes twenty times as long for a small one. */
export function cloneRow(row: Row): Row {
  const clone: Row = {};
  for (const name in row) {
    const value = row[name];
    if (value) clone[name] = cloneValue(value);
  }
  return clone;
}
