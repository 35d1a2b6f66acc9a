import type { Row, TableSchema } from '@tempest-ts/tempest/extend';
import { CapacityBudget } from '../control/capacity-budget.js';
import { isArchivedRow } from '../hydrate/is-archived-row.js';
import { type ArchiveContext, hybridTables } from './archive-context.js';
import { PageReader } from './page-reader.js';
import { partId, scanParts } from './read-part.js';
import { RunPosition } from './run-position.js';
import { runSignal } from './run-signal.js';
import { walkParts } from './walk-parts.js';

/** How a walk goes. */
export interface WalkOptions {
  /** What it is for: one for something else does not go on from its checkpoint. */
  readonly job: string;
  /** An earlier walk's checkpoint: begin there. */
  readonly resumeFrom?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the archived rows of one page. */
  readonly handle: (table: TableSchema, rows: readonly Row[], signal: AbortSignal) => Promise<void>;
  /** Told after each page. */
  readonly onCheckpoint?: ((checkpoint: string) => void) | undefined;
}

/**
 * Goes over the archived rows of every table.
 *
 * @returns where to go on after an abort; `undefined` after the last row
 * @throws what `handle` throws, RequestError, CheckpointError
 */
export async function walkArchivedRows(context: ArchiveContext, options: WalkOptions): Promise<string | undefined> {
  const { wire, config, entities } = context;
  const { job, resumeFrom } = options;
  const failure = new AbortController();
  const signal = runSignal(failure.signal, options.signal);
  const schemas = hybridTables(context);
  const run = { job, ...Object.fromEntries(schemas.map(({ name, tableName }) => [`table ${name}`, tableName])) };
  const walked = resumeFrom === undefined ? new RunPosition(run) : RunPosition.of(resumeFrom, run);
  const tables = schemas.map(schema => {
    const position = walked.table(schema.tableName, config.segments);
    return { schema, position, parts: scanParts({ segments: position.segments }) };
  });
  const reader = new PageReader(wire, new CapacityBudget(config.limits.readCapacityPerSecond), signal);
  for (const { schema, position, parts } of tables) {
    await walkParts({
      parts,
      position,
      workers: parts.length,
      isStopped: () => signal.aborted,
      read: async (part, start) => {
        try {
          return await reader.read({ table: schema, part, rows: 'archived', start });
        } catch (error) {
          if (signal.aborted) return undefined;
          throw error;
        }
      },
      handle: async ({ rows }) => {
        await options.handle(
          schema,
          rows.filter(row => isArchivedRow(entities, schema, row)),
          signal,
        );
        return signal.aborted ? 'left' : 'done';
      },
      onPage: () => options.onCheckpoint?.(String(walked)),
      fail: error => failure.abort(error),
    });
  }
  const isDone = tables.every(({ position, parts }) => parts.every(part => position.parts.get(partId(part))?.done));
  return isDone ? undefined : String(walked);
}
