import type { ArchivalCounts, ArchivalResult, TableArchivalResult } from '../archive/archival-result.js';
import {
  type ArchivalErrorSummary,
  type ArchivalSummary,
  countsOf,
  type LagSummary,
  summarizeArchivalResult,
  type WarningSummary,
} from './archival-summary.js';
import type { ShardResult } from './shard-result.js';
import { ShardTally, type UnfinishedShard } from './shard-tally.js';

/** Errors, and warnings, that a total lists. */
const MAX_LISTED = 1_000;

/** What the calls of a run's shards did, together. */
export interface ArchivalTotal extends ArchivalCounts {
  /** Results that were added up: several of a shard that stopped, or was done twice. */
  readonly results: number;
  /**
   * Whether everything was done: of each run whose shards are among the results there is a result of every shard that says so, wherever it began; and whole runs all say so.
   */
  readonly complete: boolean;
  /** Shards of those runs, and those of them that are complete. */
  readonly shards: { readonly count: number; readonly complete: number };
  /** The first 1,000 that are not, those of which there is no result among them. */
  readonly unfinished: readonly UnfinishedShard[];
  /** The first 1,000. An item that could not be moved is listed by each call that tried. */
  readonly errors: readonly ArchivalErrorSummary[];
  readonly errorCount: number;
  /** All of them, listed or not, by the table's name. */
  readonly errorsByTable: Readonly<Record<string, number>>;
  /** The same counts by entity. */
  readonly tables: readonly TableArchivalResult[];
  readonly rowsScanned: number;
  /** Of all calls, one after another: the workers' time, not the clock's. */
  readonly durationMs: number;
  readonly capacity: { readonly read: number; readonly write: number };
  /** How far archiving is behind, by entity: of the tables whose every part was read to its end. */
  readonly lag: readonly LagSummary[];
  /** What any of them began in spite of, each once. */
  readonly warnings: readonly WarningSummary[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOTHING: ArchivalCounts = {
  itemsProcessed: 0,
  itemsArchived: 0,
  itemsSkipped: 0,
  itemsTooSmall: 0,
  itemsInFuture: 0,
  bytesBefore: 0,
  bytesStored: 0,
};

function addCounts(sum: Mutable<ArchivalCounts>, more: ArchivalCounts): void {
  for (const [name, value] of Object.entries(countsOf(more))) sum[name as keyof ArchivalCounts] += value; // `countsOf` returns nothing else
}

/**
 * Adds up what the calls of a run's shards did, in any order, in bounded memory. Each item counts once as archived, however often its shard was done; what a killed worker had done since
 * its last result is in no sum.
 *
 * @example
 * const { itemsArchived, complete } = await sumArchivalResults(results);
 */
export async function sumArchivalResults(
  results: Iterable<ArchivalResult | ShardResult | ArchivalSummary> | AsyncIterable<ArchivalResult | ShardResult | ArchivalSummary>,
): Promise<ArchivalTotal> {
  const total = { ...NOTHING };
  const tables = new Map<string, Mutable<TableArchivalResult>>();
  const errors: ArchivalErrorSummary[] = [];
  const errorsByTable = new Map<string, number>();
  const warnings = new Map<string, WarningSummary>();
  const tally = new ShardTally();
  const sums = { results: 0, errorCount: 0, rowsScanned: 0, durationMs: 0, read: 0, write: 0 };
  let wholeRunsComplete = true;
  for await (const result of results) {
    const summary = 'unread' in result ? summarizeArchivalResult(result, { maxErrors: MAX_LISTED - errors.length }) : result;
    tally.add(summary);
    if (!summary.shard && !summary.complete) wholeRunsComplete = false;
    addCounts(total, summary);
    for (const table of summary.tables) {
      const id = JSON.stringify([table.table, table.entity]);
      const own = tables.get(id) ?? { table: table.table, entity: table.entity, ...NOTHING };
      tables.set(id, own);
      addCounts(own, table);
    }
    errors.push(...summary.errors.slice(0, MAX_LISTED - errors.length));
    for (const [table, count] of Object.entries(summary.errorsByTable)) errorsByTable.set(table, (errorsByTable.get(table) ?? 0) + count);
    for (const warning of summary.warnings) if (warnings.size < MAX_LISTED) warnings.set(warning.message, warning);
    sums.results += 1;
    sums.errorCount += summary.errorCount;
    sums.rowsScanned += summary.rowsScanned;
    sums.durationMs += summary.durationMs;
    sums.read += summary.capacity.read;
    sums.write += summary.capacity.write;
  }
  const { shards, unfinished, lag } = tally;
  const { read, write, ...counted } = sums;
  return {
    ...counted,
    ...total,
    complete: sums.results > 0 && wholeRunsComplete && shards.complete === shards.count,
    shards,
    unfinished,
    errors,
    errorsByTable: Object.fromEntries(errorsByTable),
    tables: [...tables.values()],
    capacity: { read, write },
    lag,
    warnings: [...warnings.values()],
  };
}
