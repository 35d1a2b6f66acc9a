import { ARCHIVE_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, type ReadonlyRow, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { KeptSet } from '../pointer/kept-set.js';
import type { LiveTable } from '../preflight/live-table.js';

/** Attributes of the tiers' own. */
export const TIER_ATTRIBUTES: ReadonlySet<string> = new Set([ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE]);

/** Attributes that an archived row has gained since, and that neither it nor an index of today is to keep. */
export function gainedAttributes(entity: HybridEntity, live: LiveTable, row: ReadonlyRow, kept: KeptSet): readonly string[] {
  return Object.keys(row).filter(
    name => !kept.has(name) && !entity.kept.has(name) && !TIER_ATTRIBUTES.has(name) && !live.neededAttributes.includes(name),
  );
}
