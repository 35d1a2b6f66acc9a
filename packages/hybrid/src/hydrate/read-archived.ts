import { type ReadonlyRow, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { type HydrationFailureReason, PointerFormatError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';
import { decodePointer } from '../pointer/pointer.js';
import { NewerSchemaError, UpcastError } from '../schema/errors.js';
import type { PlannedRead } from './object-read.js';
import { planCurrent } from './plan-current.js';
import { planLegacy } from './plan-legacy.js';
import type { ArchiveReader, CompletedRow, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

/** `undefined`: it is another kind of error, or says so itself. */
function reasonOf(cause: unknown): HydrationFailureReason | undefined {
  if (cause instanceof PointerFormatError) return 'bad-pointer';
  if (cause instanceof NewerSchemaError) return 'newer';
  return cause instanceof UpcastError ? 'upcast-failed' : undefined;
}

/** What following a row's pointer takes; `undefined` where the row has none. @throws PointerReadError */
function planRead(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): PlannedRead | undefined {
  const pointer = decodePointer(row);
  if (pointer) return planCurrent(reader, context, row, pointer);
  return isLegacyPointer(row) ? planLegacy(reader, context, row) : undefined;
}

/**
 * Follows a row's pointer once.
 *
 * @returns `undefined` where the row has none
 * @throws PointerReadError
 */
export async function readArchived(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): Promise<CompletedRow | undefined> {
  try {
    const plan = planRead(reader, context, row);
    return plan?.complete(await reader.objects.read(plan.read, plan.open, context.signal));
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason) throw new PointerReadError(reason, (cause as Error).message, row[S3_KEY_ATTRIBUTE]?.S ?? '', cause);
    throw cause;
  }
}
