import { LEGACY_POINTER_ATTRIBUTE, type ReadonlyRow } from '@tempest-ts/tempest/extend';
import { PointerFormatError } from '../errors.js';

const SCHEME = 's3://';

/** Whether a row was archived by the earlier system, whose pointer is `_s3_pointer: 's3://path'`. */
export function isLegacyPointer(row: ReadonlyRow): boolean {
  return row[LEGACY_POINTER_ATTRIBUTE]?.S?.startsWith(SCHEME) ?? false;
}

/**
 * The key of a legacy pointer's object. The path is what the template gives for the row's own keys, with the bucket before it or not; anything else
 * would let a row name any object.
 *
 * @throws PointerFormatError
 */
export function legacyKey(row: ReadonlyRow, rendered: string, bucketName: string): string {
  const path = row[LEGACY_POINTER_ATTRIBUTE]?.S?.slice(SCHEME.length);
  if (path === rendered || path === `${bucketName}/${rendered}`) return rendered;
  throw new PointerFormatError(
    `The row's ${LEGACY_POINTER_ATTRIBUTE} is s3://${path}, and its entity's s3KeyTemplate gives ${rendered}. Correct the template, or the row.`,
  );
}
