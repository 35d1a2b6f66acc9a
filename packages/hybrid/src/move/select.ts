import { type ItemCodec, LEGACY_POINTER_ATTRIBUTE, type ReadonlyRow, rowBytes, rowKey, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { type ArchiveLimits, DEFAULT_EARLIEST_PLAUSIBLE } from '../control/archive-limits.js';
import { DAY_MS } from '../duration.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { UnarchivableItemError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';
import { isHeld } from '../pointer/not-before.js';

/** What a run makes of a row. */
export type Selection =
  | {
      readonly kind: 'stays';
      /** `'archived'`: it is already. `'held'`: it was restored, and is to stay for a while. `'future'`: its timestamp is more than a clock may be wrong ahead. `'small'`: it is old enough, and below `minItemBytes`. */
      readonly why: 'archived' | 'held' | 'young' | 'future' | 'small';
      readonly timestamp: Date | undefined;
    }
  | { readonly kind: 'old'; readonly timestamp: Date }
  | { readonly kind: 'unclear'; readonly cause: Error };

/** By what a run selects, besides each entity's age. */
export interface SelectionRules {
  readonly now: Date;
  readonly legacyPointers: boolean;
  readonly limits: Pick<ArchiveLimits, 'minItemBytes' | 'earliestPlausible'>;
  /** Milliseconds for which an item must not have been written, by its `@UpdatedAt()`; 0 where conditions hold in every region. */
  readonly coolDownMs: number;
  /** Whether items without that date move all the same, when they are so much older than the age. */
  readonly movesUnstamped: boolean;
}

/** What the clocks of two machines, and the zones of two careless programs, may differ by. */
const MAX_CLOCK_SKEW_MS = DAY_MS;

/** When an item was last written, by its own word; `undefined`: it does not say. */
function writtenAt(entity: HybridEntity, codec: ItemCodec, row: ReadonlyRow): number | undefined {
  const { updatedAt } = entity.schema.lifecycle;
  const updated = updatedAt && codec.decodeValue(updatedAt, row);
  return updated instanceof Date && !Number.isNaN(updated.getTime()) ? updated.getTime() : undefined;
}

/** What is to be done with an item that has an attribute of a pointer's name. */
const REMEDY = {
  [S3_KEY_ATTRIBUTE]:
    "Rename the attribute. Where it names an earlier system's object, that object is not read, and the item has what its row has: give the row _s3_pointer: 's3://' and that key, take " +
    's3Key away, and set legacyPointers: true, with which such rows are read, and migrateArchive() makes pointers of them.',
  [LEGACY_POINTER_ATTRIBUTE]: 'Rename the attribute, or set legacyPointers: true where it is a pointer.',
} as const;

/** The one decision which items move; the dry run makes the same. */
export function selectRow(entity: HybridEntity, codec: ItemCodec, row: ReadonlyRow, rules: SelectionRules): Selection {
  const { now, limits } = rules;
  if (row.s3Archive !== undefined || (rules.legacyPointers && isLegacyPointer(row))) {
    return { kind: 'stays', why: 'archived', timestamp: undefined };
  }
  if (isHeld(row, now)) return { kind: 'stays', why: 'held', timestamp: undefined };
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
  let written: number | undefined;
  try {
    timestamp = codec.decodeValue(entity.timestamp, row);
    if (rules.coolDownMs > 0) written = writtenAt(entity, codec, row);
  } catch (cause) {
    return unclear(`its age cannot be told: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const attribute = entity.timestamp.attributes[0];
  if (!(timestamp instanceof Date) || Number.isNaN(timestamp.getTime())) {
    const own = timestamp === undefined && row[S3_KEY_ATTRIBUTE] !== undefined;
    return unclear(
      `its age cannot be told: ${attribute} (${entity.timestamp.property}) ${timestamp === undefined ? 'is absent' : 'is no date'}.` +
        (own ? ` It carries an attribute ${S3_KEY_ATTRIBUTE}, and is no pointer of this library. ${REMEDY[S3_KEY_ATTRIBUTE]}` : ''),
    );
  }
  const time = timestamp.getTime();
  if (time > now.getTime() + MAX_CLOCK_SKEW_MS) return { kind: 'stays', why: 'future', timestamp };
  if (time >= now.getTime() - entity.ageMs) return { kind: 'stays', why: 'young', timestamp };
  if (rules.coolDownMs > 0) {
    // A class without the date is refused as a whole, and a dry run tells what it would come to.
    if (written === undefined && entity.schema.lifecycle.updatedAt && !rules.movesUnstamped) {
      return unclear(
        'it does not say when it was last written, which in a global table may be just now, in another region. Save or update it once with a class that has an @UpdatedAt(), or set ' +
          "archivalConfig: { allow: ['global-table', 'global-table-unstamped'] }.",
      );
    }
    if ((written ?? time + entity.ageMs) > now.getTime() - rules.coolDownMs) return { kind: 'stays', why: 'young', timestamp };
  }
  const earliest = limits.earliestPlausible ?? DEFAULT_EARLIEST_PLAUSIBLE;
  if (time < earliest.getTime()) {
    return unclear(
      `its age is not plausible: ${attribute} (${entity.timestamp.property}) is ${timestamp.toISOString()}, before ${earliest.toISOString()}. ` +
        'Seconds that are read as milliseconds look like that; where items are so old, set earliestPlausible.',
    );
  }
  if (limits.minItemBytes !== undefined && rowBytes(row) < limits.minItemBytes) return { kind: 'stays', why: 'small', timestamp };
  for (const reserved of [S3_KEY_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE] as const) {
    if (reserved === LEGACY_POINTER_ATTRIBUTE && !isLegacyPointer(row)) continue;
    if (row[reserved] === undefined) continue;
    return unclear(`it carries an attribute ${reserved} of its own, which a pointer would replace. ${REMEDY[reserved]}`);
  }
  return { kind: 'old', timestamp };
}
