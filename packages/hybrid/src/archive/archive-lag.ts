import type { HybridEntity } from '../entity/hybrid-entity.js';

/** How far archiving is behind, for one entity of one table that was read to its end. */
export interface ArchiveLag {
  readonly table: string;
  readonly entity: string;
  /** When the run began that read the table, by the config's clock: what has changed since is not known. */
  readonly measuredAt: Date;
  /**
   * The archival timestamp of the oldest item that the run left in DynamoDB: not old enough, or failed. Items that a run leaves on purpose are not among them: those that
   * `restore` holds, that are smaller than `minItemBytes`, or whose age is unclear (`errors` lists those). Where an age index was read, a time before which there is none.
   * `undefined`: none is left.
   */
  readonly oldest: Date | undefined;
  /** Milliseconds since that timestamp, where the item is old enough by now to be archived: 0 where it is not. */
  readonly ageMs: number;
  /** Milliseconds for which it has been old enough. */
  readonly overdueMs: number;
}

/** What is known of one entity, as of one run. */
export interface MeasuredOldest {
  readonly measuredAt: Date;
  /** Milliseconds since 1970; `undefined`: no item is left. */
  readonly oldest: number | undefined;
}

/** How far archiving is behind now, by what was measured then: the oldest item goes on growing older, whether runs go on or not. */
export function archiveLag({ view, schema, ageMs }: HybridEntity, { measuredAt, oldest }: MeasuredOldest, now: Date): ArchiveLag {
  const place = { table: view.table.tableName, entity: schema.name, measuredAt };
  if (oldest === undefined) return Object.freeze({ ...place, oldest: undefined, ageMs: 0, overdueMs: 0 });
  const age = now.getTime() - oldest;
  const overdueMs = Math.max(0, age - ageMs);
  return Object.freeze({ ...place, oldest: new Date(oldest), ageMs: overdueMs > 0 ? age : 0, overdueMs });
}
