import type { DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { conditionInput } from '../condition-input.js';
import { keyInput } from '../key-input.js';
import type { BoundView } from '../runtime.js';

/** Options of `delete` and `deleteKey`. */
export interface DeleteOptions<If = AnyCondition> {
  /** Delete only where this holds of the stored item; otherwise `ConditionFailedError`. */
  readonly if?: If;
  /** Resolve to the item that was deleted. Default: false. */
  readonly returnOld?: boolean;
  /** Aborts the request; the delete may have taken effect. */
  readonly signal?: AbortSignal;
}

export function deleteInput(view: BoundView, key: object, options: DeleteOptions = {}): DeleteItemCommandInput {
  return {
    TableName: view.schema.table.tableName,
    Key: keyInput(view, key),
    ...(options.returnOld && { ReturnValues: 'ALL_OLD' as const }),
    ...conditionInput(view, options.if),
  };
}
