import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  attributeNotExists,
  lean,
  Placeholders,
  path,
  type ReadonlyRow,
  type Row,
  renderCondition,
  send,
  type TableSchema,
  type Wire,
} from '@tempest-ts/tempest/extend';
import { attemptOf, BEFORE_EACH_SEND, refuseWhenExpired } from '../move/swap.js';
import { retry } from '../store/retry.js';
import { isThrottled, isTransientRequest, wasSentAgain } from '../walk/request-failure.js';

/** Times that a put is sent that was throttled, met a transaction or whose answer was lost, besides the DynamoDB client's own retries. */
const PUT_ATTEMPTS = 5;

/** A row that is to be in the table. */
export interface RowPut {
  readonly table: TableSchema;
  readonly row: Row;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly throttled: () => void;
  /** Of a row that names an object: the attempt that made it, and whether that is older than it may be. */
  readonly attempt?: { readonly id: string; readonly isExpired: () => boolean } | undefined;
}

/** What a put came to. `'existing'`: the table has such a row, and it stayed as it is. */
export interface PutOutcome {
  readonly outcome: 'put' | 'existing';
  readonly units: number | undefined;
}

/**
 * Puts a row where the table has none of its key, or in place of one.
 *
 * @throws AttemptExpiredError, RequestError
 */
export async function putRow(wire: Wire, { table, row, overwrite, signal, throttled, attempt }: RowPut): Promise<PutOutcome> {
  const placeholders = new Placeholders();
  const input = {
    TableName: table.tableName,
    Item: row,
    ReturnConsumedCapacity: 'TOTAL' as const,
    ...(!overwrite && {
      ConditionExpression: renderCondition(attributeNotExists(path(table.partitionKey)), placeholders),
      ExpressionAttributeNames: placeholders.names,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }),
  };
  const sends = { count: 0 };
  const request = { operation: 'PutItem', table: table.tableName, writes: true };
  try {
    const output = await retry({ attempts: PUT_ATTEMPTS, isRetryable: isTransientRequest, signal }, async () => {
      try {
        return await send(wire, request, input, sent => {
          const command = lean(wire.client, new PutItemCommand(sent));
          if (attempt) command.middlewareStack.add(refuseWhenExpired(attempt.isExpired, sends), BEFORE_EACH_SEND);
          return wire.client.send(command);
        });
      } catch (error) {
        if (isThrottled(error)) throttled();
        throw error;
      }
    });
    if (wasSentAgain(output)) throttled();
    return { outcome: 'put', units: output.ConsumedCapacity?.CapacityUnits };
  } catch (error) {
    const failed = (error as { readonly cause?: { readonly name?: string; readonly Item?: ReadonlyRow } }).cause; // told by its name
    if (failed?.name !== 'ConditionalCheckFailedException') throw error;
    // An earlier send, whose answer was lost, may have landed.
    const isOwn = attempt !== undefined && attemptOf(failed.Item) === attempt.id;
    return { outcome: isOwn ? 'put' : 'existing', units: undefined };
  }
}
