import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallOptions } from '../call-options.js';
import type { ChangeOptions } from '../change-input.js';
import { keyInput } from '../key-input.js';
import type { BoundView } from '../runtime.js';

/** Options of `load`. */
export interface LoadOptions extends CallOptions, ChangeOptions<GetItemCommandInput> {
  /** Read what every acknowledged write before the call has left, for twice the capacity. Default: false. */
  readonly consistentRead?: boolean;
  /** Answer `undefined` where the item's `@TimeToLive()` has passed, which DynamoDB takes days to delete. Default: false. */
  readonly hideExpired?: boolean;
}

export function loadInput(view: BoundView, key: object, options: LoadOptions = {}): GetItemCommandInput {
  return {
    TableName: view.schema.table.tableName,
    Key: keyInput(view, key),
    ...(options.consistentRead && { ConsistentRead: true }),
  };
}
