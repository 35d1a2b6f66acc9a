import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { rowKey } from '../../codec/item-codec.js';
import { withCondition } from '../condition-failure.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { validateWritten } from '../validate-item/validate-item.js';
import { type SaveOptions, saveInput } from './save-input.js';

/** Puts the item; an archived one under the same key becomes hot again. */
export async function save<E extends object>(view: BoundView, item: object, options: SaveOptions = {}): Promise<E> {
  const { input, stored, version } = saveInput(view, item, options);
  await validateWritten(view, input.Item, stored);
  const { table } = view.schema;
  const request = { operation: 'PutItem', table: table.tableName, writes: true, signal: options.signal };
  await withCondition(view, { key: rowKey(table, input.Item), version, signal: options.signal }, () =>
    send(request, sendOptions => view.runtime.client.send(new PutItemCommand(input), sendOptions)),
  );
  return stored as E; // the codec makes instances of the view's entity
}
