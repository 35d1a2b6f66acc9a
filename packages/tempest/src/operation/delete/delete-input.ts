import type { DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import type { CallOptions } from '../call-options.js';
import type { ChangeOptions } from '../change-input.js';
import { conditionInput } from '../condition-input.js';
import { givenVersion } from '../given-version.js';
import { keyInput } from '../key-input.js';
import type { BoundView } from '../runtime.js';
import type { VersionCheck } from '../version-check.js';

/** Options of `delete` and `deleteKey`. */
export interface DeleteOptions<If = AnyCondition> extends CallOptions, ChangeOptions<DeleteItemCommandInput> {
  /** Delete only where this holds of the stored item; otherwise `ConditionFailedError`. */
  readonly if?: If;
  /** Resolve to the item that was deleted. Default: false. */
  readonly returnOld?: boolean;
}

/** The request of a delete. */
export type DeleteInput = DeleteItemCommandInput & { readonly Key: Row };

/** What deleting an item asks of the stored one's version; `undefined` where the item carries none. */
export function deletedVersion(view: BoundView, item: object): VersionCheck | undefined {
  const { version } = view.schema.entity.lifecycle;
  const value: unknown = version && (item as Readonly<Record<string, unknown>>)[version.property]; // looked at by name
  return version && value !== undefined ? givenVersion(view, version, value) : undefined;
}

/** The delete of an item: of that very version, where the item carries one. */
export function deleteInput(view: BoundView, item: object, options: DeleteOptions = {}): DeleteInput {
  return { ...keyDelete(view, item, options), ...conditionInput(view, options.if, deletedVersion(view, item), { deletes: true }) };
}

/** The delete of whatever is stored under a key. */
export function deleteKeyInput(view: BoundView, key: object, options: DeleteOptions = {}): DeleteInput {
  return { ...keyDelete(view, key, options), ...conditionInput(view, options.if, undefined, { deletes: true }) };
}

function keyDelete(view: BoundView, key: object, options: DeleteOptions): DeleteInput {
  return {
    TableName: view.schema.table.tableName,
    Key: keyInput(view, key), // first, as it refuses what is no object
    ...(options.returnOld && { ReturnValues: 'ALL_OLD' as const }),
  };
}
