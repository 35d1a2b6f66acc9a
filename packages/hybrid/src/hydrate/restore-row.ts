import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ItemTooLargeError } from '@tempest-ts/tempest';
import {
  describeKey,
  NOT_BEFORE_ATTRIBUTE,
  type ReadonlyRow,
  type Row,
  rowKey,
  type Wire,
  type WriteScope,
} from '@tempest-ts/tempest/extend';
import { RestoreTooLargeError } from '../errors.js';
import { hasSamePointer } from '../pointer/pointer.js';
import { conditionalUpdate, type Updated } from './conditional-update.js';
import { hydrationFailure } from './hydration-failure.js';
import { pointerAttributes } from './pointer-attributes.js';
import type { ArchiveReader, CompletedRow, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';
import { readAgain } from './read-again.js';
import { readArchived } from './read-archived.js';
import { restoreInput } from './restore-input.js';

/** What restoring needs. */
export interface RestoreOptions {
  readonly wire: Wire;
  readonly reader: ArchiveReader;
  readonly context: PointerContext;
  /** The time before which the row is not archived again; `undefined`: any. */
  readonly heldUntil?: Date | undefined;
  /** Sends the one update. Default: once, besides the DynamoDB client's own retries. */
  readonly update?: ((input: UpdateItemCommandInput) => Promise<Updated>) | undefined;
}

/** `view`: of the write that needs the row. */
type RestoreScope = Pick<WriteScope, 'table' | 'signal' | 'capacity'> & Partial<Pick<WriteScope, 'view'>>;

/** Whether an earlier send of the same request, whose answer was lost, has landed. */
function isMarkedUntil(row: ReadonlyRow | undefined, time: Date): boolean {
  return row?.[NOT_BEFORE_ATTRIBUTE]?.N === String(time.getTime());
}

/** The whole row; `undefined` where it is no longer the one that was seen. */
async function complete({ wire, reader, context }: RestoreOptions, row: Row, scope: RestoreScope): Promise<CompletedRow | undefined> {
  try {
    return await readArchived(reader, context, row);
  } catch (error) {
    if (!(error instanceof PointerReadError)) throw error;
    const { table } = scope;
    const fresh = await readAgain(wire, table, row, scope);
    if (fresh && hasSamePointer(row, fresh, pointerAttributes(row))) throw hydrationFailure(error, row, table, reader.objects.bucketName);
    return undefined;
  }
}

/**
 * Makes an archived row whole again in DynamoDB. Its object stays: backups and other readers may still point to it.
 *
 * @returns `'moved-on'` where the row was no longer the one that was seen: nothing was changed then
 * @throws HydrationError, RestoreTooLargeError, RequestError
 */
export async function restoreRow(options: RestoreOptions, row: Row, scope: RestoreScope): Promise<'restored' | 'moved-on'> {
  const { wire } = options;
  const { table, view, signal, capacity } = scope;
  const whole = await complete(options, row, scope);
  if (!whole) return 'moved-on';
  const key = rowKey(table, row);
  const input = restoreInput(table, row, whole.row, options.heldUntil);
  if (!input) {
    const message =
      `The archived item ${describeKey(key)} of table ${table.tableName} has more attributes than one request brings back, so a conditional write or an update ` +
      'cannot be asked of it. Save it whole, without a condition, or delete it.';
    throw new RestoreTooLargeError(message, table.tableName, key);
  }
  const { update = asked => conditionalUpdate(wire, asked, { signal, capacity, view: view?.name }) } = options;
  try {
    const updated = await update(input);
    if (updated.kind === 'done') return 'restored';
    // Not this pointer any more: another restored the row, saved it or deleted it.
    return options.heldUntil && isMarkedUntil(updated.row, options.heldUntil) ? 'restored' : 'moved-on';
  } catch (cause) {
    if (!(cause instanceof ItemTooLargeError)) throw cause;
    const message =
      `The archived item ${describeKey(key)} of table ${table.tableName} has gained attributes since and would be larger than DynamoDB's 400 KB, ` +
      'so a conditional write or an update cannot bring it back. Save it whole, without a condition, or delete it.';
    throw new RestoreTooLargeError(message, table.tableName, key, { cause });
  }
}
