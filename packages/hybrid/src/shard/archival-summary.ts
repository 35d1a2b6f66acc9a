import { TempestError } from '@tempest-ts/tempest';
import type { ArchivalCounts, ArchivalError, ArchivalResult, ArchivalStage, TableArchivalResult } from '../archive/archival-result.js';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import { encodeKey } from '../walk/run-position.js';
import type { StopReason } from '../walk/run-stop.js';
import type { ArchiveShard } from './archive-shard.js';
import type { ShardResult } from './shard-result.js';

/** Errors that a summary lists, unless more are asked for: a message in a queue, or between two states, must stay small. */
const DEFAULT_MAX_ERRORS = 20;

/** One item, or one part of a scan, that a run could not deal with, as plain JSON. */
export interface ArchivalErrorSummary {
  readonly table: string;
  readonly entity?: string | undefined;
  /** The row's key, as stored; bytes in base64. */
  readonly key?: Readonly<Record<string, unknown>> | undefined;
  readonly stage: ArchivalStage;
  readonly message: string;
  /** The cause's, where it is the library's own. */
  readonly code?: string | undefined;
}

/** How far archiving is behind for one entity, as plain JSON: see `ArchiveLag`. */
export interface LagSummary {
  readonly table: string;
  readonly entity: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  /** The archival timestamp of the oldest item that is left, in ISO 8601; absent: none is. */
  readonly oldest?: string | undefined;
}

/** What a run, or a call of a shard, began in spite of, as plain JSON. */
export interface WarningSummary extends Pick<PreflightFinding, 'code' | 'message'> {
  readonly table?: string | undefined;
}

/** What a run, or a call of a shard, did: an `ArchivalResult` as plain JSON, for queues, logs and states. */
export interface ArchivalSummary extends ArchivalCounts {
  /** Absent: of a whole run. */
  readonly shard?: Pick<ArchiveShard, 'id' | 'run' | 'index' | 'count'> | undefined;
  readonly dryRun: boolean;
  readonly errors: readonly ArchivalErrorSummary[];
  /** All of them, listed or not. */
  readonly errorCount: number;
  /** All of them, by the table's name. */
  readonly errorsByTable: Readonly<Record<string, number>>;
  readonly tables: readonly TableArchivalResult[];
  readonly rowsScanned: number;
  readonly durationMs: number;
  readonly complete: boolean;
  readonly stopped?: StopReason | undefined;
  /** Where a stopped run is to go on. */
  readonly checkpoint?: string | undefined;
  readonly capacity: { readonly read: number; readonly write: number };
  /** Of the tables, or the shard's part of one, that were read to their end. */
  readonly lag: readonly LagSummary[];
  readonly warnings: readonly WarningSummary[];
}

/** The counts alone. */
export function countsOf(counts: ArchivalCounts): ArchivalCounts {
  const { itemsProcessed, itemsArchived, itemsSkipped, itemsTooSmall, itemsInFuture, bytesBefore, bytesStored } = counts;
  return { itemsProcessed, itemsArchived, itemsSkipped, itemsTooSmall, itemsInFuture, bytesBefore, bytesStored };
}

function summarizeError({ table, entity, key, stage, cause }: ArchivalError): ArchivalErrorSummary {
  return {
    table,
    ...(entity !== undefined && { entity }),
    ...(key && { key: encodeKey(key) }),
    stage,
    message: cause instanceof Error ? cause.message : String(cause),
    ...(cause instanceof TempestError && { code: cause.code }),
  };
}

/**
 * A result as plain JSON.
 *
 * @param options `maxErrors`: errors that it lists at most. Default: 20
 * @example
 * await queue.send(JSON.stringify(summarizeArchivalResult(await db.archiveShard(shard))));
 */
export function summarizeArchivalResult(
  result: ArchivalResult | ShardResult,
  { maxErrors = DEFAULT_MAX_ERRORS }: { readonly maxErrors?: number | undefined } = {},
): ArchivalSummary {
  const {
    dryRun,
    errors,
    errorCount,
    errorsByTable,
    tables,
    rowsScanned,
    durationMs,
    complete,
    stopped,
    checkpoint,
    capacity,
    lag,
    warnings,
  } = result;
  const { id, run, index, count } = ('shard' in result ? result.shard : undefined) ?? {};
  return {
    ...(id !== undefined && run !== undefined && index !== undefined && count !== undefined && { shard: { id, run, index, count } }),
    ...countsOf(result),
    dryRun,
    errors: errors.slice(0, maxErrors).map(summarizeError),
    errorCount,
    errorsByTable: { ...errorsByTable },
    tables: tables.map(table => ({ table: table.table, entity: table.entity, ...countsOf(table) })),
    rowsScanned,
    durationMs,
    complete,
    ...(stopped && { stopped }),
    ...(checkpoint !== undefined && { checkpoint }),
    capacity: { read: capacity.read, write: capacity.write },
    lag: lag.map(({ table, entity, measuredAt, oldest }) => ({
      table,
      entity,
      measuredAt: measuredAt.toISOString(),
      ...(oldest && { oldest: oldest.toISOString() }),
    })),
    warnings: warnings.map(({ code, message, table }) => ({ code, message, ...(table !== undefined && { table }) })),
  };
}
