import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describeKey } from '../../codec/describe-key.js';
import type { Row } from '../../codec/row.js';
import { ConditionFailedError, ItemNotFoundError, UnreadableItemError, VersionConflictError } from '../../errors.js';
import { isItemOf } from '../../metadata/view-items.js';
import { changedWrite } from '../change-input.js';
import { withCondition } from '../condition-failure.js';
import { lean } from '../lean/lean.js';
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
  const prepared = updateInput(view, key, changes, options);
  const { schema, runtime } = view;
  const { table, entity, name } = schema;
  const { signal, capacity } = options;
  const { Key } = prepared;
  const version = updatedVersion(view, options);
  const input = changedWrite<UpdateItemCommandInput>(schema, prepared, options.changeInput);
  const written = { entity: entity.name, key: Key };
  const request = { operation: 'UpdateItem', table: table.tableName, view: name, writes: true, item: written, signal, capacity };
  try {
    const { Attributes = {} } = await withCondition(view, { key: Key, version, signal, capacity }, () =>
      send(runtime, request, input, (sent, sendOptions) =>
        runtime.client.send(lean(runtime.client, new UpdateItemCommand(sent)), sendOptions),
      ),
    );
    return (await decodeUpdated(view, Attributes)) as E; // the codec makes instances of the view's entity
  } catch (cause) {
    const hasFailed = cause instanceof ConditionFailedError || cause instanceof VersionConflictError;
    if (options.upsert || !hasFailed || (cause.row && isItemOf(schema, cause.row))) throw cause;
    const message = `There is no ${entity.name} ${describeKey(Key)} in table ${table.tableName} to update. Save it first, or pass { upsert: true }.`;
    throw new ItemNotFoundError(message, table.tableName, Key, { cause });
  }
}
