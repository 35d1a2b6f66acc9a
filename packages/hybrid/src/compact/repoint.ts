import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  and,
  attributeExists,
  Placeholders,
  path,
  type ReadonlyRow,
  type Row,
  renderCondition,
  rowKey,
  send,
  type TableSchema,
  type Wire,
} from '@tempest-ts/tempest/extend';
import { attemptOf, BEFORE_EACH_SEND, refuseWhenExpired } from '../archive/swap.js';
import { samePointer } from '../hydrate/restore-input.js';

/** A row that is to name another pack. */
export interface Repoint {
  readonly table: TableSchema;
  /** As it was read. */
  readonly row: ReadonlyRow;
  readonly pointer: Row;
  /** The attempt that made the new pack. */
  readonly attempt: string;
  /** Whether that attempt is older than it may be. */
  readonly isExpired: () => boolean;
}

/**
 * Has a row name another pack, where it still carries the pointer that was read. `'skipped'`: it does not.
 *
 * @throws AttemptExpiredError, RequestError
 */
export async function repoint(wire: Wire, { table, row, pointer, attempt, isExpired }: Repoint): Promise<'moved' | 'skipped'> {
  const placeholders = new Placeholders();
  const sets = Object.entries(pointer).map(([name, value]) => `${placeholders.name(name)} = ${placeholders.value(value)}`);
  const input = {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: renderCondition(and(attributeExists(path(table.partitionKey)), samePointer(row)), placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const sends = { count: 0 };
  try {
    await send(wire, { operation: 'UpdateItem', table: table.tableName, writes: true }, input, sent => {
      const command = new UpdateItemCommand(sent);
      command.middlewareStack.add(refuseWhenExpired(isExpired, sends), BEFORE_EACH_SEND);
      return wire.client.send(command);
    });
    return 'moved';
  } catch (error) {
    const failed = (error as { readonly cause?: { readonly name?: string; readonly Item?: ReadonlyRow } }).cause; // told by its name
    if (failed?.name !== 'ConditionalCheckFailedException') throw error;
    // An earlier send, whose answer was lost, may have landed.
    return attemptOf(failed.Item) === attempt ? 'moved' : 'skipped';
  }
}
