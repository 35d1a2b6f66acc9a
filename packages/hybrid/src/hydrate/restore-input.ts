import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  attributeNotExists,
  type ConditionNode,
  compare,
  LEGACY_POINTER_ATTRIBUTE,
  literal,
  MAX_EXPRESSION_BYTES,
  NOT_BEFORE_ATTRIBUTE,
  Placeholders,
  path,
  type ReadonlyRow,
  renderCondition,
  rowKey,
  S3_KEY_ATTRIBUTE,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { notBefore } from '../pointer/not-before.js';
import { pointerAttributes } from './pointer-attributes.js';

/** The condition that a row still carries this very pointer: its key alone is not enough, as a swept key may be taken again. */
export function samePointer(row: ReadonlyRow): ConditionNode {
  const attributes = pointerAttributes(row);
  const equal = attributes.map(name => compare('eq', path(name), literal(row[name] ?? { NULL: true })));
  const [first, ...others] = attributes.includes(ARCHIVE_ATTRIBUTE) ? equal : [...equal, attributeNotExists(path(ARCHIVE_ATTRIBUTE))];
  return and(first ?? attributeExists(path(ARCHIVE_ATTRIBUTE)), ...others);
}

/** What marks an archived row, whichever system archived it. */
const POINTER: readonly string[] = [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE];

/**
 * The one request that makes an archived row whole again: it sets what the row lacks, where it still lacks it, and removes the pointer, on the condition
 * that the row still carries this very pointer. Never a put, which would erase what was added meanwhile.
 *
 * @param whole the completed row
 * @param heldUntil the time before which the row is not archived again; `undefined`: any
 * @returns `undefined` where the row lacks more attributes than fit one request, as only rows of an earlier system can
 */
export function restoreInput(
  table: TableSchema,
  row: ReadonlyRow,
  whole: ReadonlyRow,
  heldUntil?: Date | undefined,
): UpdateItemCommandInput | undefined {
  const placeholders = new Placeholders();
  // What an upcaster made another of is written only over what it saw.
  const replaced = Object.keys(row).filter(name => Object.hasOwn(whole, name) && whole[name] !== row[name]);
  const dropped = Object.keys(row).filter(name => !Object.hasOwn(whole, name) && !POINTER.includes(name));
  const unchanged = [...replaced, ...dropped].map(name => compare('eq', path(name), literal(row[name] ?? { NULL: true })));
  const condition = renderCondition(and(attributeExists(path(table.partitionKey)), samePointer(row), ...unchanged), placeholders);
  const removes = [...pointerAttributes(row), ...dropped].map(name => placeholders.name(name));
  const replaces = replaced.map(name => `${placeholders.name(name)}=${placeholders.value(whole[name] ?? { NULL: true })}`);
  const moved = Object.entries(whole).filter(([name]) => !Object.hasOwn(row, name));
  // Placeholders of a character or two, and no spaces: 140 attributes take 3.8 KB of the expression's 4.
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const sets = moved.map(([name, value], index) => {
    const id = index.toString(36);
    names[`#${id}`] = name;
    values[`:${id}`] = value;
    return `#${id}=if_not_exists(#${id},:${id})`;
  });
  if (heldUntil) sets.push(`${placeholders.name(NOT_BEFORE_ATTRIBUTE)}=${placeholders.value(notBefore(heldUntil))}`);
  const assignments = [...sets, ...replaces].join(',');
  const update = `${assignments === '' ? '' : `SET ${assignments} `}REMOVE ${removes.join(',')}`;
  if (update.length > MAX_EXPRESSION_BYTES || condition.length > MAX_EXPRESSION_BYTES) return undefined;
  return {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeNames: { ...names, ...placeholders.names },
    ExpressionAttributeValues: { ...values, ...placeholders.values },
  };
}
