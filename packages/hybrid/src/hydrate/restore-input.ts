import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  and,
  attributeExists,
  attributeNotExists,
  compare,
  literal,
  Placeholders,
  path,
  type ReadonlyRow,
  type Row,
  renderCondition,
  rowKey,
  type TableSchema,
} from '@tempest-ts/tempest/extend';

/**
 * The one request that makes an archived row whole again: it sets what the row lacks, where it still lacks it, and removes the pointer, on the condition
 * that the row still carries this very pointer. Never a put, which would erase what was added meanwhile.
 *
 * @param whole the completed row
 * @param pointerAttributes those by which rows are told to carry the same pointer
 */
export function restoreInput(
  table: TableSchema,
  row: ReadonlyRow,
  whole: ReadonlyRow,
  pointerAttributes: readonly string[],
): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const samePointer = pointerAttributes.map(name => {
    const value = row[name];
    return value === undefined ? attributeNotExists(path(name)) : compare('eq', path(name), literal(value));
  });
  const moved = Object.entries(whole).filter(([name]) => row[name] === undefined && !pointerAttributes.includes(name));
  const sets = moved.map(([name, value]) => {
    const placeholder = placeholders.name(name);
    return `${placeholder} = if_not_exists(${placeholder}, ${placeholders.value(value)})`;
  });
  const removes = pointerAttributes.filter(name => row[name] !== undefined).map(name => placeholders.name(name));
  return {
    TableName: table.tableName,
    Key: rowKey(table, row as Row), // only read
    UpdateExpression: `${sets.length > 0 ? `SET ${sets.join(', ')} ` : ''}REMOVE ${removes.join(', ')}`,
    ConditionExpression: renderCondition(and(attributeExists(path(table.partitionKey)), ...samePointer), placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}
