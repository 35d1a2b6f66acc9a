import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { rowKey } from '../../codec/item-codec.js';
import { withCondition } from '../condition-failure.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { type SaveOptions, saveInput } from './save-input.js';

/** Puts the item; an archived one under the same key becomes hot again. */
export async function save<E extends object>(view: BoundView, item: object, options: SaveOptions = {}): Promise<E> {
  const input = saveInput(view, item, options);
  const row = input.Item ?? {};
  const request = { operation: 'PutItem', table: view.schema.table.tableName, writes: true, signal: options.signal };
  await withCondition(view, rowKey(view.schema.table, row), () =>
    send(request, sendOptions => view.runtime.client.send(new PutItemCommand(input), sendOptions)),
  );
  return view.codec.decode(row) as E; // the codec makes instances of the view's entity
}
