import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { changedRead } from '../change-input.js';
import { expiryOf } from '../expiry.js';
import { lean } from '../lean/lean.js';
import { decodeRow } from '../read-rows.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { type LoadOptions, loadInput } from './load-input.js';

export async function load<E extends object>(view: BoundView, key: object, options: LoadOptions = {}): Promise<E | undefined> {
  const { schema, runtime } = view;
  const { signal, capacity } = options;
  const input = changedRead(schema, loadInput(view, key, options), options.changeInput);
  const hides = expiryOf(view, options.hideExpired)?.isExpired;
  const request = { operation: 'GetItem', table: schema.table.tableName, view: schema.name, writes: false, signal, capacity };
  const { Item } = await send(runtime, request, input, (sent, sendOptions) =>
    runtime.client.send(lean(runtime.client, new GetItemCommand(sent)), sendOptions),
  );
  return Item && decodeRow<E>(view, Item, { index: undefined, hides, matches: () => true, signal, capacity });
}
