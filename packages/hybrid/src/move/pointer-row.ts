import type { Row } from '@tempest-ts/tempest/extend';
import { encodePointer } from '../pointer/pointer.js';
import type { Capture } from './capture.js';
import type { ItemCapture } from './capture-item.js';

/** The pointer to a captured item's object. */
export function pointerTo(capture: Capture, s3Key: string, archivedAt: Date): Row {
  return encodePointer({
    s3Key,
    attempt: capture.attempt,
    checksum: capture.checksum,
    bodyBytes: capture.bodyBytes,
    storedBytes: capture.bytes.byteLength,
    archivedAt,
    kept: capture.kept,
    digest: capture.digest,
    schema: capture.schema,
  });
}

/** What is left of a captured row when it has become a pointer. */
export function pointerRow(capture: Pick<ItemCapture, 'row' | 'moving'>, pointer: Row): Row {
  const moving = new Set(capture.moving);
  return { ...Object.fromEntries(Object.entries(capture.row).filter(([name]) => !moving.has(name))), ...pointer };
}
