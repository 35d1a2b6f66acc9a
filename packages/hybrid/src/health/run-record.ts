import * as z from 'zod/mini';
import type { MeasuredOldest } from '../archive/archive-lag.js';
import { safeParse } from '../safe-parse.js';
import type { ArchiveStore } from '../store/archive-store.js';
import { RUNS_FOLDER } from '../store/own-folders.js';
import { recordName } from '../store/record-name.js';
import type { LastRun } from './health-report.js';
import { isoTime } from './iso-time.js';

/** What an archiver leaves in S3 of its last run over a table, for processes that ask how far archiving is behind. */
export interface RunRecord {
  readonly lastRun: LastRun;
  /** By entity, as of the last run that read the table to its end. */
  readonly measured: ReadonlyMap<string, MeasuredOldest>;
}

/** More than any record has: a few hundred entities. */
const MAX_RECORD_BYTES = 65_536;
/** Times that another run's record may come between. */
const WRITE_TRIES = 3;

const format = z.object({
  version: z.literal(1),
  table: z.string(),
  lastRun: z.object({ endedAt: isoTime, complete: z.boolean(), itemsArchived: z.number(), errorCount: z.number() }),
  measured: z.record(z.string(), z.object({ measuredAt: isoTime, oldest: z.nullable(z.number()) })),
});

const keyOf = (keyPrefix: string, table: string): string => `${keyPrefix}${RUNS_FOLDER}${recordName(table)}`;

function recordOf(bytes: Uint8Array | undefined, table: string): RunRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes ?? []).toString());
  } catch {
    return undefined;
  }
  const { success, data } = safeParse(format, json);
  if (!success || data.table !== table) return undefined; // a newer version's, or none: there is nothing to say then
  const measured = Object.entries(data.measured).map(([entity, { measuredAt, oldest }]): [string, MeasuredOldest] => [
    entity,
    { measuredAt, oldest: oldest ?? undefined },
  ]);
  return { lastRun: { table, ...data.lastRun }, measured: new Map(measured) };
}

function textOf({ lastRun, measured }: RunRecord): string {
  const { table, ...run } = lastRun;
  const entities = [...measured].map(([entity, { measuredAt, oldest = null }]) => [entity, { measuredAt, oldest }]);
  return JSON.stringify({ version: 1, table, lastRun: run, measured: Object.fromEntries(entities) });
}

/**
 * The record of a table's last run; `undefined` where there is none, or it may not be read.
 *
 * @throws ArchiveStoreError
 */
export async function readRunRecord(
  store: ArchiveStore,
  keyPrefix: string,
  table: string,
  signal: AbortSignal | undefined,
): Promise<RunRecord | undefined> {
  const object = await store.get(keyOf(keyPrefix, table), { maxBytes: MAX_RECORD_BYTES, expectedBytes: undefined, signal });
  return object === 'missing' ? undefined : recordOf(object.bytes, table);
}

/**
 * Records how a run over a table ended. What an earlier one measured stays where this one has not read the table to its end.
 *
 * @throws ArchiveStoreError
 */
export async function writeRunRecord(store: ArchiveStore, keyPrefix: string, { lastRun, measured }: RunRecord): Promise<void> {
  const { table } = lastRun;
  const key = keyOf(keyPrefix, table);
  for (let tries = 0; tries < WRITE_TRIES; tries += 1) {
    const object = await store.get(key, { maxBytes: MAX_RECORD_BYTES, expectedBytes: undefined, signal: undefined });
    const [before, etag] = object === 'missing' ? [] : [recordOf(object.bytes, table), object.etag];
    const record: RunRecord = { lastRun, measured: new Map([...(before?.measured ?? []), ...measured]) };
    const options = { metadata: {}, contentEncoding: undefined, isRecord: true, signal: undefined };
    if ((await store.replace(key, Buffer.from(textOf(record)), etag, options)) !== 'changed') return;
  }
}
