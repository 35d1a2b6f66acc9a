import type { MusicDb } from './music-db.js';
import { batch } from './programs/batch.js';
import { crud } from './programs/crud.js';
import { dataModelling } from './programs/data-modelling.js';
import { optimisticLocking } from './programs/optimistic-locking.js';
import { queryAndScan } from './programs/query-and-scan.js';
import { testing } from './programs/testing.js';
import { transactions } from './programs/transactions.js';

/** A small program on an empty database; returns what there is to say of it, line by line. */
export type Program = (db: MusicDb) => Promise<readonly string[]>;

/** One for each guide, by its name. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  'data-modelling': dataModelling,
  crud,
  'query-and-scan': queryAndScan,
  batch,
  transactions,
  'optimistic-locking': optimisticLocking,
  testing,
};
