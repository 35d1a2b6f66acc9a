import { ARCHIVE_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, type ReadonlyRow, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { KeptSet } from '../pointer/kept-set.js';
import type { Pointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';

const NOT_THE_ITEMS: ReadonlySet<string> = new Set([ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE]);

/** What a row keeps, as far as its pointer and the declarations tell without the object. */
export function keptOf(entity: HybridEntity, { kept }: Pointer): KeptSet | undefined {
  if (typeof kept !== 'string') return new KeptSet(kept);
  return kept === entity.kept.id ? entity.kept : undefined;
}

/** Attributes that an archived row has gained since, and that neither it nor an index of today is to keep. */
export function gainedAttributes(entity: HybridEntity, live: LiveTable, row: ReadonlyRow, kept: KeptSet): readonly string[] {
  return Object.keys(row).filter(
    name => !kept.has(name) && !entity.kept.has(name) && !NOT_THE_ITEMS.has(name) && !live.neededAttributes.includes(name),
  );
}
