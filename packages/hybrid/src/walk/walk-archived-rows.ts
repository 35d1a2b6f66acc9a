import type { ArchiveContext } from './archive-context.js';
import { type RowWalk, walkRows } from './walk-rows.js';

/** How a walk over archived rows goes. */
export type WalkOptions = Omit<RowWalk, 'rows'>;

/**
 * Goes over the archived rows of every table.
 *
 * @returns where to go on after an abort; `undefined` after the last row
 * @throws what `handle` throws, RequestError, CheckpointError
 */
export function walkArchivedRows(context: ArchiveContext, options: WalkOptions): Promise<string | undefined> {
  return walkRows(context, { ...options, rows: 'archived' });
}
