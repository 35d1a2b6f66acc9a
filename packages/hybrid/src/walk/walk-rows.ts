import type { Row, TableSchema } from '@tempest-ts/tempest/extend';
import { CapacityBudget } from '../control/capacity-budget.js';
import { isArchivedRow } from '../hydrate/is-archived-row.js';
import { type ArchiveContext, hybridTables } from './archive-context.js';
import { beginRun } from './begin-run.js';
import { PageReader } from './page-reader.js';
import type { Dealt, DealtLater } from './pages-in-order.js';
import { partId, scanParts } from './read-part.js';
import type { RunDescription, RunPosition } from './run-position.js';
import { runSignal } from './run-signal.js';
import { walkParts } from './walk-parts.js';

/** Where a page of rows comes from. */
export interface WalkedPage {
  /** The part of the table, as `partId` names it. */
  readonly part: string;
  /** When the page was asked for, by `performance.now()`. */
  readonly readAt: number;
}

/** How a walk goes. */
export interface RowWalk {
  /** Which rows: those that are archived, or those that were restored to stay for a while. */
  readonly rows: 'archived' | 'held';
  /** What it is for: one for something else does not go on from its checkpoint. */
  readonly job: string;
  /** What else must be the same in whoever goes on from its checkpoint: anything that JSON carries. */
  readonly about?: RunDescription | undefined;
  /** Whether nothing is changed: a walk that changes something does not go on from its checkpoint. */
  readonly dryRun?: boolean | undefined;
  /** An earlier walk's checkpoint: begin there. */
  readonly resumeFrom?: string | undefined;
  /** How far it is, where the walk is a part of a longer run; in place of `resumeFrom`. */
  readonly position?: RunPosition | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the rows of one page. Resolves to nothing where all were dealt with, unless the walk was aborted meanwhile. */
  readonly handle: (
    table: TableSchema,
    rows: readonly Row[],
    signal: AbortSignal,
    page: WalkedPage,
  ) => Promise<Dealt | DealtLater> | Promise<void>;
  /** No more pages come for now: what waits for some is not to wait any longer. */
  readonly flush?: (() => void) | undefined;
  /** Told after each page, with the name of its part. What it throws ends the walk. */
  readonly onCheckpoint?: ((checkpoint: string, part: string) => Promise<void> | void) | undefined;
  /** Read capacity. Default: as the config's `readCapacityPerSecond` says. */
  readonly reads?: CapacityBudget | undefined;
  /** Whether nothing new is to begin. Default: once it is aborted. */
  readonly isStopped?: (() => boolean) | undefined;
}

/**
 * Goes over the rows of a kind of every table.
 *
 * @returns where to go on after an abort; `undefined` after the last row
 * @throws what `handle` throws, RequestError, CheckpointError
 */
export async function walkRows(context: ArchiveContext, options: RowWalk): Promise<string | undefined> {
  const { wire, config, entities } = context;
  const { rows: kind } = options;
  const failure = new AbortController();
  const signal = runSignal(failure.signal, options.signal);
  const schemas = hybridTables(context);
  const walked = options.position ?? beginRun(context, options);
  const tables = schemas.map(schema => {
    const position = walked.table(schema.tableName, config.segments);
    return { schema, position, parts: scanParts({ segments: position.segments }) };
  });
  const reader = new PageReader(wire, options.reads ?? new CapacityBudget(config.limits.readCapacityPerSecond), signal);
  const isStopped = (): boolean => signal.aborted || (options.isStopped?.() ?? false);
  for (const { schema, position, parts } of tables) {
    await walkParts({
      parts,
      position,
      workers: parts.length,
      isStopped,
      flush: options.flush,
      read: async (part, start) => {
        const readAt = performance.now();
        try {
          return { ...(await reader.read({ table: schema, part, rows: kind, start })), readAt };
        } catch (error) {
          if (signal.aborted) return undefined;
          throw error;
        }
      },
      handle: async ({ rows, readAt }, part) => {
        const wanted = kind === 'held' ? rows : rows.filter(row => isArchivedRow(entities, schema, row));
        const dealt = await options.handle(schema, wanted, signal, { part: partId(part), readAt });
        return dealt ?? (signal.aborted ? 'left' : 'done');
      },
      onPage: part => options.onCheckpoint?.(String(walked), part),
      fail: error => failure.abort(error),
    });
  }
  const isDone = tables.every(({ position, parts }) => parts.every(part => position.parts.get(partId(part))?.done));
  return isDone ? undefined : String(walked);
}
