import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, type ReadonlyRow, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';

/**
 * The attributes that make a row's pointer, by which two states of it are told to carry the same. `_s3_pointer` is one only where there is no `s3Archive`: beside
 * it, it is the item's own attribute.
 */
export function pointerAttributes(row: ReadonlyRow): readonly string[] {
  return row[ARCHIVE_ATTRIBUTE] === undefined ? [LEGACY_POINTER_ATTRIBUTE] : [S3_KEY_ATTRIBUTE, ARCHIVE_ATTRIBUTE];
}
