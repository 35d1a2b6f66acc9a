import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  compare,
  LEGACY_POINTER_ATTRIBUTE,
  LEGACY_POINTER_SCHEME,
  literal,
  NOT_BEFORE_ATTRIBUTE,
  not,
  Placeholders,
  path,
  type ReadonlyRow,
  renderCondition,
  rowKey,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { notBefore } from '../pointer/not-before.js';

/** Whether no run archives a hot row before a time. One that is held for longer is, too. */
export function isHeldUntil(row: ReadonlyRow | undefined, time: Date): boolean {
  return Number(row?.[NOT_BEFORE_ATTRIBUTE]?.N ?? Number.NEGATIVE_INFINITY) >= time.getTime();
}

/**
 * The one request that marks a hot row to stay: it sets the mark and nothing else, on the condition that the row is there, is still hot, and is not marked to stay for longer. So no
 * write that comes meanwhile is lost, and a swap that does finds the mark, or is found.
 *
 * @param ownsLegacyAttribute whether `_s3_pointer` is the item's own attribute
 */
export function holdInput(table: TableSchema, row: ReadonlyRow, heldUntil: Date, ownsLegacyAttribute: boolean): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const mark = path(NOT_BEFORE_ATTRIBUTE);
  const time = notBefore(heldUntil);
  const condition = and(
    attributeExists(path(table.partitionKey)),
    attributeNotExists(path(ARCHIVE_ATTRIBUTE)),
    ...(ownsLegacyAttribute ? [] : [not(beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })))]),
    not(compare('ge', mark, literal(time))), // of a row without a mark, too
  );
  return {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: `SET ${placeholders.name(NOT_BEFORE_ATTRIBUTE)} = ${placeholders.value(time)}`,
    ConditionExpression: renderCondition(condition, placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}
