import { type ReadonlyRow, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { PointerFormatError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';
import { decodePointer } from '../pointer/pointer.js';
import type { ArchiveReader, CompletedRow, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';
import { readCurrent } from './read-current.js';
import { readLegacy } from './read-legacy.js';

/**
 * Follows a row's pointer once.
 *
 * @returns `undefined` where the row has none
 * @throws PointerReadError
 */
export async function readArchived(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): Promise<CompletedRow | undefined> {
  try {
    const pointer = decodePointer(row);
    if (pointer) return await readCurrent(reader, context, row, pointer);
    return isLegacyPointer(row) ? await readLegacy(reader, context, row) : undefined;
  } catch (cause) {
    if (cause instanceof PointerFormatError)
      throw new PointerReadError('bad-pointer', cause.message, row[S3_KEY_ATTRIBUTE]?.S ?? '', cause);
    throw cause;
  }
}
