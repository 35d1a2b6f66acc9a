import { type ReadonlyRow, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { type HydrationFailureReason, PointerFormatError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';
import { decodePointer } from '../pointer/pointer.js';
import { NewerSchemaError, UpcastError } from '../schema/errors.js';
import type { PlannedRead } from './object-read.js';
import { planCurrent } from './plan-current.js';
import { planLegacy } from './plan-legacy.js';
import { planPacked } from './plan-packed.js';
import type { ArchiveReader, CompletedRow, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

/** `undefined`: it is another kind of error, or says so itself. */
function reasonOf(cause: unknown): HydrationFailureReason | undefined {
  if (cause instanceof PointerFormatError) return 'bad-pointer';
  if (cause instanceof NewerSchemaError) return 'newer';
  return cause instanceof UpcastError ? 'upcast-failed' : undefined;
}

/**
 * Follows a row's pointer once.
 *
 * @returns `undefined` where the row has none
 * @throws PointerReadError
 */
export async function readArchived(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): Promise<CompletedRow | undefined> {
  const follow = async <Opened>({ read, open, complete }: PlannedRead<Opened>): Promise<CompletedRow> =>
    complete(await reader.objects.read(read, open, context.signal));
  try {
    const pointer = decodePointer(row);
    if (pointer?.place) return await follow(planPacked(reader, context, row, pointer));
    if (pointer) return await follow(planCurrent(reader, context, row, pointer));
    return isLegacyPointer(row) ? await follow(planLegacy(reader, context, row)) : undefined;
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason) throw new PointerReadError(reason, (cause as Error).message, row[S3_KEY_ATTRIBUTE]?.S ?? '', cause);
    throw cause;
  }
}
