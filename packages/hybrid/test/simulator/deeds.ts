import { batch, batchLoad, count, countUp, loadTogether, transact } from './group-deeds.js';
import {
  backUp,
  bringBack,
  expire,
  foreign,
  foreignNote,
  list,
  listByStatus,
  listInPages,
  listPlainly,
  load,
  refresh,
  remove,
  removeIf,
  restore,
  save,
  saveIf,
  update,
  updateIf,
} from './ticket-deeds.js';

/** What users do with tickets, by name; the commoner deeds are drawn more often. */
export const TICKET_DEEDS = {
  save,
  saveIf,
  update,
  updateAgain: update,
  updateIf,
  remove,
  removeIf,
  foreign,
  foreignNote,
  expire,
  restore,
  refresh,
  backUp,
  bringBack,
  load,
  loadAgain: load,
  list,
  listInPages,
  listByStatus,
  listPlainly,
};

/** What users may do while an item is erased. */
export const DEEDS_BESIDE_ERASURE = {
  save,
  saveIf,
  update,
  updateIf,
  remove,
  removeIf,
  foreign,
  foreignNote,
  expire,
  restore,
  refresh,
  backUp,
  bringBack,
  load,
  list,
  listInPages,
};

/** What they do with the counter too. */
export const COUNTER_DEEDS = {
  count,
  countUp,
  transact,
  transactAgain: transact,
  loadTogether,
  batch,
  batchLoad,
};

export const DEEDS = { ...TICKET_DEEDS, ...COUNTER_DEEDS };

export type DeedName = keyof typeof DEEDS;
