import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, type ReadonlyRow, type TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';

/** Whether a row is archived. `_s3_pointer` says so of archived entities only; elsewhere, or where the entity declares it, it is the item's own attribute. */
export function isArchivedRow(entities: HybridEntities, table: TableSchema, row: ReadonlyRow): boolean {
  if (row[ARCHIVE_ATTRIBUTE] !== undefined) return true;
  if (!isLegacyPointer(row)) return false;
  const entity = entities.ofRow(table, row);
  return entity !== undefined && !entity.schema.byAttribute.has(LEGACY_POINTER_ATTRIBUTE);
}
