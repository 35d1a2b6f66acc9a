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
  type Wire,
} from '@tempest-ts/tempest/extend';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { samePointer } from '../hydrate/restore-input.js';
import { attemptOf, BEFORE_EACH_SEND, refuseWhenExpired } from '../move/swap.js';
import { persistently } from '../walk/persistently.js';
import { wasSentAgain } from '../walk/request-failure.js';

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

/** What repoints are sent with. */
export interface RepointContext {
  readonly wire: Wire;
  /** An abort does not break off a send, whose outcome would then be unknown: it ends the resending. */
  readonly signal: AbortSignal;
  /** Told of each send that DynamoDB throttled. */
  readonly throttled: () => void;
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
export async function repoint({ wire, signal, throttled }: RepointContext, asked: Repoint): Promise<Repointed> {
  const { table, attempt, isExpired } = asked;
  const sends = { count: 0 };
  const input = repointInput(asked);
  const request = { operation: 'UpdateItem', table: table.tableName, writes: true };
  try {
    const output = await persistently(wire, { ...request, signal, throttled }, () =>
      send(wire, request, input, sent => {
        const command = new UpdateItemCommand(sent);
        command.middlewareStack.add(refuseWhenExpired(isExpired, sends), BEFORE_EACH_SEND);
        return wire.client.send(command);
      }),
    );
    if (wasSentAgain(output)) throttled();
    return { outcome: 'moved', units: output.ConsumedCapacity?.CapacityUnits };
  } catch (error) {
    const failed = (error as { readonly cause?: { readonly name?: string; readonly Item?: ReadonlyRow } }).cause; // told by its name
    if (failed?.name !== 'ConditionalCheckFailedException') throw error;
    // An earlier send, whose answer was lost, may have landed.
    return { outcome: attemptOf(failed.Item) === attempt ? 'moved' : 'skipped', units: undefined };
  }
}
