import { PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { rowKey } from '../../codec/item-codec.js';
import { changedWrite } from '../change-input.js';
import { withCondition } from '../condition-failure.js';
import { lean } from '../lean/lean.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { validateWritten } from '../validate-item/validate-item.js';
import { type SaveOptions, saveInput } from './save-input.js';

/** Puts the item; an archived one under the same key becomes hot again. */
export async function save<E extends object>(view: BoundView, item: object, options: SaveOptions = {}): Promise<E> {
  const { input: prepared, stored, version } = saveInput(view, item, options);
  await validateWritten(view, prepared.Item, stored);
  const { schema, runtime } = view;
  const { table, entity, name } = schema;
  const { signal, capacity } = options;
  const input = changedWrite<PutItemCommandInput>(schema, prepared, options.changeInput);
  const key = rowKey(table, prepared.Item);
  const written = { entity: entity.name, key };
  const request = { operation: 'PutItem', table: table.tableName, view: name, writes: true, item: written, signal, capacity };
  await withCondition(view, { key, version, signal, capacity }, () =>
    send(runtime, request, input, (sent, sendOptions) => runtime.client.send(lean(runtime.client, new PutItemCommand(sent)), sendOptions)),
  );
  return stored as E; // the codec makes instances of the view's entity
}
