import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  Placeholders,
  path,
  type ReadonlyRow,
  renderCondition,
  rowKey,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { contentDigest } from '../body/content-digest.js';
import { samePointer } from '../hydrate/restore-input.js';
import type { KeptSet } from '../pointer/kept-set.js';
import { encodePointer, type Pointer } from '../pointer/pointer.js';

/** A pointer that keeps more. Its set is spelled out: the object says only what was kept when it was made. */
export function refreshedPointer(pointer: Pointer, kept: KeptSet, body: ReadonlyRow): AttributeValue {
  const moved = Object.fromEntries(Object.entries(body).filter(([name]) => !kept.has(name)));
  const digest = pointer.digest === undefined ? undefined : contentDigest(moved);
  return encodePointer({ ...pointer, kept: kept.names, digest })[ARCHIVE_ATTRIBUTE] ?? { NULL: true };
}

/**
 * The one request that has an archived row keep more: it sets the attributes that the row lacks, where it still lacks them, and the pointer, on the condition
 * that the row still carries the pointer that was read.
 */
export function refreshInput(table: TableSchema, row: ReadonlyRow, gained: ReadonlyRow, pointer: AttributeValue): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const sets = Object.entries(gained).map(([name, value]) => {
    const token = placeholders.name(name);
    return `${token} = if_not_exists(${token}, ${placeholders.value(value)})`;
  });
  sets.push(`${placeholders.name(ARCHIVE_ATTRIBUTE)} = ${placeholders.value(pointer)}`);
  const condition = renderCondition(and(attributeExists(path(table.partitionKey)), samePointer(row)), placeholders);
  return {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}
