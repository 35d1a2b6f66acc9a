import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  attributeNotExists,
  compare,
  LEGACY_POINTER_ATTRIBUTE,
  lean,
  literal,
  NOT_BEFORE_ATTRIBUTE,
  Placeholders,
  path,
  type Row,
  renderCondition,
  rowKey,
  S3_KEY_ATTRIBUTE,
  send,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { type AttemptContext, BEFORE_EACH_SEND, writeOfAttempt } from './attempt-write.js';
import type { ItemCapture } from './capture-item.js';

/** What became of a row that was to become a pointer. */
export type SwapOutcome =
  | 'archived'
  /** It changed, went away or was archived by another between the scan and the swap: it stays as it is. */
  | 'skipped';

/** A row that is to become a pointer, once its object is stored. */
export interface Swap {
  readonly table: TableSchema;
  readonly capture: Pick<ItemCapture, 'row' | 'moving'>;
  /** Whose object it is; the pointer says so too. */
  readonly attempt: string;
  readonly pointer: Row;
  /** Write units that it is expected to take. */
  readonly units: number;
  /** Whether the attempt, since its row was read, is older than it may be. */
  readonly isExpired: () => boolean;
}

/** What a swap came to. */
export interface Swapped {
  readonly outcome: SwapOutcome;
  /** Write units that DynamoDB counted; `undefined` where it did not say. */
  readonly units: number | undefined;
}

/**
 * The one request that turns a row into a pointer: it removes exactly the attributes that move, where each still is what was captured. An attribute
 * that was added meanwhile is not among them, and stays.
 */
export function swapInput({ table, capture: { row, moving }, pointer }: Swap): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const { [NOT_BEFORE_ATTRIBUTE]: mark } = row;
  const condition = and(
    attributeExists(path(table.partitionKey)),
    attributeNotExists(path(ARCHIVE_ATTRIBUTE)),
    attributeNotExists(path(S3_KEY_ATTRIBUTE)),
    // Where the row has an attribute of that name it is the item's own, and compared like the others.
    ...(row[LEGACY_POINTER_ATTRIBUTE] === undefined ? [attributeNotExists(path(LEGACY_POINTER_ATTRIBUTE))] : []),
    // Marked meanwhile, to stay for a while.
    ...(mark === undefined ? [attributeNotExists(path(NOT_BEFORE_ATTRIBUTE))] : []),
    ...(mark !== undefined && !moving.includes(NOT_BEFORE_ATTRIBUTE) ? [compare('eq', path(NOT_BEFORE_ATTRIBUTE), literal(mark))] : []),
    ...moving.map(name => compare('eq', path(name), literal(row[name] ?? { NULL: true }))),
  );
  const sets = Object.entries(pointer).map(([name, value]) => `${placeholders.name(name)} = ${placeholders.value(value)}`);
  const removes = moving.map(name => placeholders.name(name));
  return {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: `SET ${sets.join(', ')} REMOVE ${removes.join(', ')}`,
    ConditionExpression: renderCondition(condition, placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ReturnConsumedCapacity: 'TOTAL',
  };
}

/**
 * Turns a row into a pointer, by a request of its own.
 *
 * @param sentBefore whether an earlier request may have done so already
 * @throws AttemptExpiredError, RequestError
 */
export async function swapRow(context: AttemptContext, swap: Swap, sentBefore = false): Promise<Swapped> {
  const { wire } = context;
  const input = swapInput(swap);
  const { landed, units } = await writeOfAttempt(context, { ...swap, operation: 'UpdateItem', sentBefore }, ({ request, guard }) =>
    send(wire, request, input, sent => {
      const command = lean(wire.client, new UpdateItemCommand(sent));
      command.middlewareStack.add(guard, BEFORE_EACH_SEND);
      return wire.client.send(command);
    }),
  );
  return { outcome: landed ? 'archived' : 'skipped', units };
}
