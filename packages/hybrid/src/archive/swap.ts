import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  attributeNotExists,
  compare,
  LEGACY_POINTER_ATTRIBUTE,
  literal,
  NOT_BEFORE_ATTRIBUTE,
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
import { AttemptExpiredError } from '../errors.js';
import { retry } from '../store/retry.js';
import { isThrottled, isTransientRequest, wasSentAgain } from '../walk/request-failure.js';
import type { ItemCapture } from './capture-item.js';

/** What became of a row that was to become a pointer. */
export type SwapOutcome =
  | 'archived'
  /** It changed, went away or was archived by another between the scan and the swap: it stays as it is. */
  | 'skipped';

/** What a swap came to. */
export interface Swapped {
  readonly outcome: SwapOutcome;
  /** Write units that DynamoDB counted; `undefined` where it did not say. */
  readonly units: number | undefined;
}

/** Times that the library sends a swap that was throttled or whose answer was lost, besides the DynamoDB client's own retries. */
const SWAP_ATTEMPTS = 5;

/**
 * The one request that turns a row into a pointer: it removes exactly the attributes that move, where each still is what was captured. An attribute
 * that was added meanwhile is not among them, and stays.
 */
export function swapInput(table: TableSchema, { row, moving }: Pick<ItemCapture, 'row' | 'moving'>, pointer: Row): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const condition = and(
    attributeExists(path(table.partitionKey)),
    attributeNotExists(path(ARCHIVE_ATTRIBUTE)),
    attributeNotExists(path(S3_KEY_ATTRIBUTE)),
    // Where the row has an attribute of that name it is the item's own, and compared like the others.
    ...(row[LEGACY_POINTER_ATTRIBUTE] === undefined ? [attributeNotExists(path(LEGACY_POINTER_ATTRIBUTE))] : []),
    // Restored meanwhile, to stay for a while.
    ...(row[NOT_BEFORE_ATTRIBUTE] === undefined ? [attributeNotExists(path(NOT_BEFORE_ATTRIBUTE))] : []),
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

interface FailedCondition {
  readonly name?: string;
  readonly Item?: ReadonlyRow;
}

/** The condition did not hold: our own pointer in the row means that an earlier send landed after all. */
function afterFailedCondition(old: ReadonlyRow | undefined, attempt: string): SwapOutcome {
  return old?.[ARCHIVE_ATTRIBUTE]?.M?.a?.S === attempt ? 'archived' : 'skipped';
}

/** Refuses every send, the SDK's own resends included, once the attempt is too old for a sweeper to be sure that it has ended. */
function refuseWhenExpired(command: UpdateItemCommand, isExpired: () => boolean, sends: { count: number }): void {
  command.middlewareStack.add(
    next => args => {
      if (isExpired()) throw new AttemptExpiredError(sends.count > 0 ? 'unknown' : 'not-applied');
      sends.count += 1;
      return next(args);
    },
    // Behind the SDK's retries and signing, so that it is asked before each send.
    { step: 'finalizeRequest', priority: 'low', name: 'tempestAttemptAge' },
  );
}

/**
 * Turns a row into a pointer to a stored object. An abort does not break off a send, whose outcome would then be unknown: it ends the resending.
 *
 * @param isExpired whether the attempt, since its row was read, is older than it may be
 * @throws AttemptExpiredError, RequestError
 */
export async function swapRow(
  wire: Wire,
  input: UpdateItemCommandInput,
  attempt: string,
  options: {
    readonly isExpired: () => boolean;
    readonly signal: AbortSignal | undefined;
    /** Told of each send that DynamoDB throttled. */
    readonly throttled: () => void;
  },
): Promise<Swapped> {
  const { isExpired, signal, throttled } = options;
  const sends = { count: 0 };
  const request = { operation: 'UpdateItem', table: input.TableName ?? '', writes: true };
  try {
    const output = await retry({ attempts: SWAP_ATTEMPTS, isRetryable: isTransientRequest, signal }, async () => {
      try {
        return await send(wire, request, input, sent => {
          const command = new UpdateItemCommand(sent);
          refuseWhenExpired(command, isExpired, sends);
          return wire.client.send(command);
        });
      } catch (error) {
        if (isThrottled(error)) throttled();
        throw error;
      }
    });
    if (wasSentAgain(output)) throttled();
    return { outcome: 'archived', units: output.ConsumedCapacity?.CapacityUnits };
  } catch (error) {
    const failed = (error as Error).cause as FailedCondition | undefined; // told by its name, as several copies of the SDK may be loaded
    if (failed?.name === 'ConditionalCheckFailedException') {
      return { outcome: afterFailedCondition(failed.Item, attempt), units: undefined };
    }
    throw error;
  }
}
