import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type CallScope, failedCondition, lean, type ReadonlyRow, send, type Wire } from '@tempest-ts/tempest/extend';

/** What an update with a condition came to. */
export type Updated =
  /** `units`: write units that DynamoDB counted; `undefined` where it was not asked, or did not say. `attempts`: sends, the DynamoDB client's own retries included. */
  | { readonly kind: 'done'; readonly units: number | undefined; readonly attempts: number }
  /** The condition did not hold, of this row (`undefined`: of none), and the last send changed nothing. An earlier one, whose answer was lost, may have landed. */
  | { readonly kind: 'refused'; readonly row: ReadonlyRow | undefined; readonly units?: undefined; readonly attempts: number };

/** Of what calls an update is a part. */
export interface UpdateScope extends CallScope {
  /** The view's name, where it is of one. */
  readonly view?: string | undefined;
}

/**
 * Sends an update whose condition may rightly fail, once, besides the DynamoDB client's own retries.
 *
 * @throws RequestError
 */
export async function conditionalUpdate(wire: Wire, input: UpdateItemCommandInput, scope: UpdateScope = {}): Promise<Updated> {
  const request = { operation: 'UpdateItem', table: input.TableName ?? '', writes: true, ...scope };
  const asked: UpdateItemCommandInput = { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  try {
    const output = await send(wire, request, asked, (sent, options) =>
      wire.client.send(lean(wire.client, new UpdateItemCommand(sent)), options),
    );
    return { kind: 'done', units: output.ConsumedCapacity?.CapacityUnits, attempts: output.$metadata?.attempts ?? 1 };
  } catch (error) {
    const failed = failedCondition(error);
    if (!failed) throw error;
    return { kind: 'refused', row: failed.Item, attempts: failed.$metadata?.attempts ?? 1 };
  }
}
