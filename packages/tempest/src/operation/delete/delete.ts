import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { UnreadableItemError } from '../../errors.js';
import { withCondition } from '../condition-failure.js';
import { decodeRow } from '../read-rows.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { archivedRow, isPointer } from '../tier.js';
import { type DeleteOptions, deleteInput } from './delete-input.js';

/** Deletes by key, whichever tier holds the item; restores nothing. */
export async function deleteKey<E extends object>(view: BoundView, key: object, options: DeleteOptions = {}): Promise<E | undefined> {
  const input = deleteInput(view, key, options);
  const { table } = view.schema;
  const request = { operation: 'DeleteItem', table: table.tableName, writes: true, signal: options.signal };
  const { Attributes } = await withCondition(view, input.Key ?? {}, () =>
    send(request, sendOptions => view.runtime.client.send(new DeleteItemCommand(input), sendOptions)),
  );
  if (!Attributes) return undefined;
  if (!view.runtime.tier && isPointer(Attributes, view.schema)) throw archivedRow(table, Attributes, true);
  try {
    return await decodeRow<E>(view, Attributes, { index: undefined, matches: () => false, deleted: true, signal: options.signal });
  } catch (cause) {
    if (!(cause instanceof UnreadableItemError)) throw cause;
    throw new UnreadableItemError(
      `The item was deleted, but cannot be returned: ${cause.message}`,
      cause.entity,
      cause.property,
      cause.key,
      {
        cause,
      },
    );
  }
}
