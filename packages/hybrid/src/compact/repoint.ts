import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  and,
  attributeExists,
  attributeNotExists,
  compare,
  LEGACY_POINTER_ATTRIBUTE,
  literal,
  Placeholders,
  path,
  type ReadonlyRow,
  type Row,
  renderCondition,
  rowKey,
  S3_KEY_ATTRIBUTE,
  send,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { samePointer } from '../hydrate/restore-input.js';
import { type AttemptContext, BEFORE_EACH_SEND, writeOfAttempt } from '../move/attempt-write.js';

/** A row that is to name another object. */
export interface Repoint {
  readonly table: TableSchema;
  /** As it was read. */
  readonly row: ReadonlyRow;
  readonly pointer: Row;
  /** What the row is to keep besides, and lacks: set where it still lacks it. */
  readonly gained?: ReadonlyRow;
  /** What the row has and the new object too: removed where it still is this. */
  readonly moved?: ReadonlyRow;
  /** The attempt that made the new object. */
  readonly attempt: string;
  /** Whether that attempt is older than it may be. */
  readonly isExpired: () => boolean;
}

/** What a repoint came to. `'skipped'`: the row does not carry the pointer that was read any more. */
export interface Repointed {
  readonly outcome: 'moved' | 'skipped';
  /** Write units that DynamoDB counted; `undefined` where it did not say. */
  readonly units: number | undefined;
}

/** The one request that has a row name another object. */
function repointInput({ table, row, pointer, gained = {}, moved = {} }: Repoint) {
  const placeholders = new Placeholders();
  const isLegacy = pointerAttributes(row).includes(LEGACY_POINTER_ATTRIBUTE);
  const sets = Object.entries(pointer).map(([name, value]) => `${placeholders.name(name)} = ${placeholders.value(value)}`);
  for (const [name, value] of Object.entries(gained)) {
    const token = placeholders.name(name);
    sets.push(`${token} = if_not_exists(${token}, ${placeholders.value(value)})`);
  }
  const removed = [...(isLegacy ? [LEGACY_POINTER_ATTRIBUTE] : []), ...Object.keys(moved)].map(name => placeholders.name(name));
  const condition = and(
    attributeExists(path(table.partitionKey)),
    samePointer(row),
    // Beside a pointer of an earlier system it is the item's own.
    ...(isLegacy ? [attributeNotExists(path(S3_KEY_ATTRIBUTE))] : []),
    ...Object.entries(moved).map(([name, value]) => compare('eq', path(name), literal(value))),
  );
  return {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: `SET ${sets.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
    ConditionExpression: renderCondition(condition, placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ReturnConsumedCapacity: 'TOTAL' as const,
  };
}

/**
 * Has a row name another object, where it still carries the pointer that was read.
 *
 * @throws AttemptExpiredError, RequestError
 */
export async function repoint(context: AttemptContext, asked: Repoint): Promise<Repointed> {
  const { wire } = context;
  const input = repointInput(asked);
  const { landed, units } = await writeOfAttempt(context, { ...asked, operation: 'UpdateItem' }, ({ request, guard }) =>
    send(wire, request, input, sent => {
      const command = new UpdateItemCommand(sent);
      command.middlewareStack.add(guard, BEFORE_EACH_SEND);
      return wire.client.send(command);
    }),
  );
  return { outcome: landed ? 'moved' : 'skipped', units };
}
