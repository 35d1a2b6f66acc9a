import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expiryOf } from '../expiry.js';
import { decodeRow } from '../read-rows.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { type LoadOptions, loadInput } from './load-input.js';

export async function load<E extends object>(view: BoundView, key: object, options: LoadOptions = {}): Promise<E | undefined> {
  const input = loadInput(view, key, options);
  const hides = expiryOf(view, options.hideExpired)?.isExpired;
  const request = { operation: 'GetItem', table: view.schema.table.tableName, writes: false, signal: options.signal };
  const { Item } = await send(request, sendOptions => view.runtime.client.send(new GetItemCommand(input), sendOptions));
  return Item && decodeRow<E>(view, Item, { index: undefined, hides, matches: () => true, signal: options.signal });
}
