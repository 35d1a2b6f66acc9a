import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { matchesPatterns } from './key-pattern.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, LEGACY_POINTER_SCHEME } from './pointer-attributes.js';
import type { ViewSchema } from './table-schema.js';

type StoredRow = Readonly<Record<string, AttributeValue>>;

/** Whether a row, whole, is an item of a view: the one place where that is decided. */
export function isItemOf({ patterns, entity, members }: ViewSchema, row: StoredRow): boolean {
  if (members.length > 0) return members.some(member => isItemOf(member, row));
  const { discriminator } = entity;
  return matchesPatterns(patterns, row) && (!discriminator || row[discriminator.attribute]?.S === discriminator.value);
}

/** A pointer that was made before its class had a discriminator does not say of which class its item is. */
function isUndecided({ patterns, entity, members }: ViewSchema, row: StoredRow): boolean {
  if (members.length > 0) return members.some(member => isUndecided(member, row));
  if (!entity.discriminator || row[entity.discriminator.attribute] !== undefined || !matchesPatterns(patterns, row)) return false;
  return row[ARCHIVE_ATTRIBUTE] !== undefined || (row[LEGACY_POINTER_ATTRIBUTE]?.S?.startsWith(LEGACY_POINTER_SCHEME) ?? false);
}

/** Whether a row as it is stored, archived or not, may be an item of a view. */
export function mayBeItemOf(view: ViewSchema, row: StoredRow): boolean {
  return isItemOf(view, row) || isUndecided(view, row);
}
