import { type ItemCodec, LEGACY_POINTER_ATTRIBUTE, type ReadonlyRow, rowKey, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { UnarchivableItemError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';

/** What a run makes of a row. */
export type Selection =
  /** No item that moves: too young, archived, or of no hybrid entity. */
  { readonly kind: 'stays' } | { readonly kind: 'old'; readonly timestamp: Date } | { readonly kind: 'unclear'; readonly cause: Error };

const STAYS: Selection = { kind: 'stays' };

/** The one decision which items move; the dry run makes the same. */
export function selectRow(entity: HybridEntity, codec: ItemCodec, row: ReadonlyRow, now: Date, legacyPointers: boolean): Selection {
  if (row.s3Archive !== undefined || (legacyPointers && isLegacyPointer(row))) return STAYS;
  const { table } = entity.view;
  const key = rowKey(table, row);
  const unclear = (why: string, cause?: unknown): Selection => {
    const message = `${entity.schema.name} in table ${table.tableName}: ${why}`;
    return {
      kind: 'unclear',
      cause: new UnarchivableItemError(message, table.tableName, key, cause === undefined ? {} : { cause }),
    };
  };
  let timestamp: unknown;
  try {
    timestamp = codec.decodeValue(entity.timestamp, row);
  } catch (cause) {
    return unclear(`its age cannot be told: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const attribute = entity.timestamp.attributes[0];
  if (!(timestamp instanceof Date) || Number.isNaN(timestamp.getTime())) {
    return unclear(
      `its age cannot be told: ${attribute} (${entity.timestamp.property}) ${timestamp === undefined ? 'is absent' : 'is no date'}.`,
    );
  }
  if (timestamp.getTime() >= now.getTime() - entity.ageMs) return STAYS;
  for (const reserved of [S3_KEY_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE]) {
    if (reserved === LEGACY_POINTER_ATTRIBUTE && !isLegacyPointer(row)) continue;
    if (row[reserved] === undefined) continue;
    return unclear(
      `it carries an attribute ${reserved} of its own, which a pointer would replace. Rename the attribute, or set legacyPointers where it is one.`,
    );
  }
  return { kind: 'old', timestamp };
}
