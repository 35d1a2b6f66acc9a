import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ItemTooLargeError } from '@tempest-ts/tempest';
import { describeKey, type Row, rowKey, send, type WriteScope } from '@tempest-ts/tempest/extend';
import { RestoreTooLargeError } from '../errors.js';
import { hasSamePointer } from '../pointer/pointer.js';
import { hydrationFailure } from './hydration-failure.js';
import { pointerAttributes } from './pointer-attributes.js';
import type { ArchiveReader, CompletedRow, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';
import { readAgain } from './read-again.js';
import { readArchived } from './read-archived.js';
import { restoreInput } from './restore-input.js';

/** What restoring needs. */
export interface RestoreOptions {
  readonly client: DynamoDBClient;
  readonly reader: ArchiveReader;
  readonly context: PointerContext;
}

/** The whole row; `undefined` where it is no longer the one that was seen. */
async function complete(
  { client, reader, context }: RestoreOptions,
  row: Row,
  { table, signal }: WriteScope,
): Promise<CompletedRow | undefined> {
  try {
    return await readArchived(reader, context, row);
  } catch (error) {
    if (!(error instanceof PointerReadError)) throw error;
    const fresh = await readAgain(client, table, row, signal);
    if (fresh && hasSamePointer(row, fresh, pointerAttributes(row))) throw hydrationFailure(error, row, table, reader.store.bucketName);
    return undefined;
  }
}

/**
 * Makes an archived row whole again in DynamoDB. Its object stays: backups and other readers may still point to it.
 *
 * @returns when the row is whole, or is no longer the one that was seen
 * @throws HydrationError, RestoreTooLargeError, RequestError
 */
export async function restoreRow(options: RestoreOptions, row: Row, scope: WriteScope): Promise<void> {
  const { table, signal } = scope;
  const whole = await complete(options, row, scope);
  if (!whole) return;
  const key = rowKey(table, row);
  const input = restoreInput(table, row, whole.row);
  if (!input) {
    const message =
      `The archived item ${describeKey(key)} of table ${table.tableName} has more attributes than one request brings back, so a conditional write or an update ` +
      'cannot be asked of it. Save it whole, without a condition, or delete it.';
    throw new RestoreTooLargeError(message, table.tableName, key);
  }
  const request = { operation: 'UpdateItem', table: table.tableName, writes: true, signal };
  try {
    await send(request, sendOptions => options.client.send(new UpdateItemCommand(input), sendOptions));
  } catch (cause) {
    if (cause instanceof ItemTooLargeError) {
      const message =
        `The archived item ${describeKey(key)} of table ${table.tableName} has gained attributes since and would be larger than DynamoDB's 400 KB, ` +
        'so a conditional write or an update cannot bring it back. Save it whole, without a condition, or delete it.';
      throw new RestoreTooLargeError(message, table.tableName, key, { cause });
    }
    // Not this pointer any more: another restored the row, saved it or deleted it.
    if ((cause as { cause?: { name?: string } }).cause?.name !== 'ConditionalCheckFailedException') throw cause;
  }
}
