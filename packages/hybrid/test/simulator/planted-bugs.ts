import { ARCHIVE_BUGS } from './archive-bugs.js';
import { BATCH_BUGS } from './batch-bugs.js';
import { ERASER_BUGS } from './eraser-bugs.js';
import { MIGRATOR_BUGS } from './migrator-bugs.js';
import { PACK_BUGS } from './pack-bugs.js';
import type { PlantedBug } from './planted-bug.js';
import { SWEEPER_BUGS } from './sweeper-bugs.js';
import { TRANSACTION_BUGS } from './transaction-bugs.js';
import { USER_BUGS } from './user-bugs.js';

/** Engines that lack one rule each. Each must break a promise. */
export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  ...ARCHIVE_BUGS,
  ...BATCH_BUGS,
  ...USER_BUGS,
  ...TRANSACTION_BUGS,
  ...SWEEPER_BUGS,
  ...ERASER_BUGS,
  ...PACK_BUGS,
  ...MIGRATOR_BUGS,
};
