import { DeleteItemCommand, type DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ConditionFailedError, UnreadableItemError } from '../../errors.js';
import { isItemOf } from '../../metadata/view-items.js';
import { changedWrite } from '../change-input.js';
import { withCondition } from '../condition-failure.js';
import { lean } from '../lean/lean.js';
import { decodeRow } from '../read-rows.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { archivedRow, isPointer } from '../tier.js';
import type { VersionCheck } from '../version-check.js';
import { type DeleteInput, type DeleteOptions, deletedVersion, deleteInput, deleteKeyInput } from './delete-input.js';

/** Deletes an item whichever tier holds it, and restores nothing; where it carries a version, only that version. */
export async function deleteItem<E extends object>(view: BoundView, item: object, options: DeleteOptions = {}): Promise<E | undefined> {
  return sendDelete(view, deleteInput(view, item, options), deletedVersion(view, item), options);
}

/** Deletes by key, whichever tier holds the item and whatever its version; restores nothing. */
export async function deleteKey<E extends object>(view: BoundView, key: object, options: DeleteOptions = {}): Promise<E | undefined> {
  return sendDelete(view, deleteKeyInput(view, key, options), undefined, options);
}

async function sendDelete<E extends object>(
  view: BoundView,
  prepared: DeleteInput,
  version: VersionCheck | undefined,
  { if: condition, signal, capacity, changeInput }: DeleteOptions,
): Promise<E | undefined> {
  const { schema, runtime } = view;
  const { table } = schema;
  const input = changedWrite<DeleteItemCommandInput>(schema, prepared, changeInput);
  const request = { operation: 'DeleteItem', table: table.tableName, view: schema.name, writes: true, signal, capacity };
  const { Attributes } = await withCondition(view, { key: prepared.Key, version, signal, capacity }, () =>
    send(runtime, request, input, (sent, sendOptions) =>
      runtime.client.send(lean(runtime.client, new DeleteItemCommand(sent)), sendOptions),
    ),
  ).catch(error => {
    const isOfOtherClass = error instanceof ConditionFailedError && error.row && !isItemOf(schema, error.row);
    if (isOfOtherClass && !condition && !version && !changeInput) return { Attributes: undefined }; // of the view's class there is no such item
    throw error;
  });
  if (!Attributes) return undefined;
  if (!runtime.tier && isPointer(Attributes, schema)) throw archivedRow(table, Attributes, true);
  try {
    return await decodeRow<E>(view, Attributes, { index: undefined, matches: () => false, deleted: true, signal, capacity });
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
