import { setMaxListeners } from 'node:events';
import type { Row, TableSchema } from '@tempest-ts/tempest/extend';
import { isArchivedRow } from '../hydrate/is-archived-row.js';
import { type ArchiveContext, hybridTables } from './archive-context.js';
import { decodeCheckpoint, encodeCheckpoint, type SegmentPosition } from './checkpoint.js';
import { scanArchived } from './scan-archived.js';

/** Rows of one page that are archived. */
export interface ArchivedRows {
  readonly table: TableSchema;
  readonly rows: readonly Row[];
  /** Rows that DynamoDB looked at. */
  readonly scanned: number;
}

/** How a walk goes. */
export interface WalkOptions {
  /** An earlier walk's checkpoint: begin there. */
  readonly resumeFrom?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told a page at a time; the segment's next page waits for it, so that no more than a page of each segment is ever held. */
  readonly handle: (page: ArchivedRows, signal: AbortSignal) => Promise<void>;
  /** Told after each page. */
  readonly onCheckpoint?: ((checkpoint: string) => void) | undefined;
}

/**
 * Goes over the archived rows of every table.
 *
 * @returns where to go on after an abort; `undefined` after the last row
 * @throws what `handle` throws, RequestError, ConfigurationError
 */
export async function walkArchivedRows(context: ArchiveContext, options: WalkOptions): Promise<string | undefined> {
  const { wire, config, entities } = context;
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  setMaxListeners(0, signal); // each request listens; Node warns of a leak from the eleventh on
  const resumed = options.resumeFrom === undefined ? undefined : decodeCheckpoint(options.resumeFrom);
  const tables = hybridTables(context);
  const positions = new Map<string, SegmentPosition[]>(
    tables.map(({ tableName }) => [tableName, [...(resumed?.get(tableName) ?? Array<SegmentPosition>(config.segments).fill('start'))]]),
  );
  const walkSegment = async (table: TableSchema, segments: SegmentPosition[], segment: number): Promise<void> => {
    for (let position = segments[segment] ?? 'end'; position !== 'end' && !signal.aborted; position = segments[segment] ?? 'end') {
      const after = position === 'start' ? undefined : position;
      const page = await scanArchived(wire, table, { segment, totalSegments: segments.length, after }, signal);
      const rows = page.rows.filter(row => isArchivedRow(entities, table, row));
      await options.handle({ table, rows, scanned: page.scanned }, signal);
      if (signal.aborted) return; // some of the page may be left
      segments[segment] = page.last ?? 'end';
      options.onCheckpoint?.(encodeCheckpoint(positions));
    }
  };
  for (const table of tables) {
    const segments = positions.get(table.tableName) ?? [];
    const workers = segments.map(async (_, segment) => {
      try {
        await walkSegment(table, segments, segment);
      } catch (error) {
        if (options.signal?.aborted) return;
        failure.abort(error); // ends the other segments
        throw error;
      }
    });
    await Promise.allSettled(workers);
    if (failure.signal.aborted) throw failure.signal.reason;
  }
  const isDone = [...positions.values()].flat().every(position => position === 'end');
  return isDone ? undefined : encodeCheckpoint(positions);
}
