import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describeKey } from '../../codec/describe-key.js';
import type { Row } from '../../codec/row.js';
import { ConditionFailedError, ItemNotFoundError, UnreadableItemError, VersionConflictError } from '../../errors.js';
import { isItemOf } from '../../metadata/view-items.js';
import { withCondition } from '../condition-failure.js';
import { viewOfRow } from '../members.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { validateRead } from '../validate-item/validate-item.js';
import { type AnyChanges, type UpdateOptions, updatedVersion, updateInput } from './update-input.js';

/** What cannot be decoded was written all the same: a caller who takes this for a failed update would send it twice. */
async function decodeUpdated(view: BoundView, row: Row): Promise<object> {
  try {
    const own = viewOfRow(view, row);
    const item = own.codec.decode(row);
    await validateRead(own, row, item);
    return item;
  } catch (cause) {
    if (!(cause instanceof UnreadableItemError)) throw cause;
    const message = `The item was updated, but cannot be returned: ${cause.message}`;
    throw new UnreadableItemError(message, cause.entity, cause.property, cause.key, { cause });
  }
}

/** Changes some attributes of an item and resolves to the whole of it, as stored. */
export async function update<E extends object>(view: BoundView, key: object, changes: AnyChanges, options: UpdateOptions = {}): Promise<E> {
  const input = updateInput(view, key, changes, options);
  const { table, entity } = view.schema;
  const request = { operation: 'UpdateItem', table: table.tableName, writes: true, signal: options.signal };
  try {
    const { Attributes = {} } = await withCondition(
      view,
      { key: input.Key, version: updatedVersion(view, options), signal: options.signal },
      () => send(request, sendOptions => view.runtime.client.send(new UpdateItemCommand(input), sendOptions)),
    );
    return (await decodeUpdated(view, Attributes)) as E; // the codec makes instances of the view's entity
  } catch (cause) {
    const hasFailed = cause instanceof ConditionFailedError || cause instanceof VersionConflictError;
    if (options.upsert || !hasFailed || (cause.row && isItemOf(view.schema, cause.row))) throw cause;
    const message = `There is no ${entity.name} ${describeKey(input.Key)} in table ${table.tableName} to update. Save it first, or pass { upsert: true }.`;
    throw new ItemNotFoundError(message, table.tableName, input.Key, { cause });
  }
}
