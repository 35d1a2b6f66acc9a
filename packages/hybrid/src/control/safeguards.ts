import * as z from 'zod/mini';
import { type Duration, durationSchema } from '../duration.js';

/** Every risk that archiving refuses to run with, unless `archivalConfig.allow` names it. */
export const ARCHIVE_RISKS = Object.freeze([
  /** A lifecycle rule of the bucket deletes objects under the prefix: pointers would name nothing. */
  'lifecycle-expires',
  /** A lifecycle rule, or an archive tier of Intelligent-Tiering, moves objects under the prefix to where they are not read at once: reads would fail until they are restored from there. */
  'lifecycle-freezes',
  /** The table has replicas that are written without coordination: a swap here may win over a write there. */
  'global-table',
  /** The same, and a class without `@UpdatedAt()`, or an item without its date: nobody can tell whether it was written just now in another region. */
  'global-table-unstamped',
] as const);

/** One of them. */
export type ArchiveRisk = (typeof ARCHIVE_RISKS)[number];

/** What a reader may be called: part of an object's key. */
export const READER_NAME = /^[\w.-]{1,64}$/;

/** What runs make sure of before they begin. */
export interface Safeguards {
  /** Risks that runs are to take, by name; each is refused otherwise, before anything is moved. Default: none. */
  readonly allow?: readonly ArchiveRisk[] | undefined;
  /** The processes that read the archive, by the names that they give to `confirmReader`: `preflight()` tells which have not. Default: none. */
  readonly readers?: readonly string[] | undefined;
  /**
   * In a global table with eventual consistency, once `allow` names the risk: how long ago an item's `@UpdatedAt` must be before the item moves, so that a write of another
   * region has arrived. Longer than replication ever lags. Items without that date stay, unless `allow` names `'global-table-unstamped'` too: then they move when they are so much
   * older than the age, whenever they were written. Writers that set no date, such as `batchWrite` and programs without this library, hold nothing back. Default: 1 day.
   */
  readonly globalTableCoolDown?: Duration | undefined;
}

/**
 * Checks them.
 *
 * @internal
 */
export const safeguardsShape = {
  allow: z.optional(z.array(z.enum(ARCHIVE_RISKS, `one of ${ARCHIVE_RISKS.join(', ')}`))),
  readers: z.optional(z.array(z.string().check(z.regex(READER_NAME, "a name of up to 64 letters, digits, '.', '_' and '-'")))),
  globalTableCoolDown: z.optional(durationSchema),
};

export const DEFAULT_COOL_DOWN: Duration = { days: 1 };
