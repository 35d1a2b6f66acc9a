import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';

/** Attributes by which rows are told to carry the same pointer. */
export const POINTER_ATTRIBUTES: readonly string[] = [S3_KEY_ATTRIBUTE, ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE];
