import { ConfigurationError } from '@tempest-ts/tempest';
import * as z from 'zod/mini';
import type { ArchivalResult } from '../archive/archival-result.js';
import type { ArchiveLag } from '../archive/archive-lag.js';
import { safeParse } from '../safe-parse.js';
import type { ArchivalTotal } from '../shard/sum-archival-results.js';
import { isoTime } from './iso-time.js';

/** What is recorded of a run, in one process or many. */
export interface RecordedRun extends Pick<ArchivalResult, 'complete' | 'rowsScanned'> {
  readonly tables: readonly { readonly table: string; readonly itemsArchived: number }[];
  readonly errorsByTable: Readonly<Record<string, number>>;
  readonly lag: readonly Pick<ArchiveLag, 'table' | 'entity' | 'measuredAt' | 'oldest'>[];
}

const format = z.object({
  complete: z.boolean(),
  rowsScanned: z.number(),
  tables: z.array(z.object({ table: z.string(), itemsArchived: z.number() })),
  errorsByTable: z.record(z.string(), z.number()),
  lag: z.array(z.object({ table: z.string(), entity: z.string(), measuredAt: isoTime, oldest: z.optional(isoTime) })),
});

/** @throws ConfigurationError where it is no total */
export function recordedRun(total: ArchivalTotal): RecordedRun {
  const { data, error } = safeParse(format, total);
  if (data) return { ...data, lag: data.lag.map(({ oldest, ...lag }) => ({ ...lag, oldest })) };
  const message = 'recordRun() takes what sumArchivalResults() made of the results of a run, as it is or parsed from JSON.';
  throw new ConfigurationError(message, { cause: error });
}
