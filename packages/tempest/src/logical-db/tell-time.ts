import { ConfigurationError } from '../errors.js';

/** The clock that a database goes by, its answers checked: an invalid date would be stored, or hide every item. */
export function tellTime(clock: () => Date = () => new Date()): () => Date {
  return () => {
    const now: unknown = clock();
    if (now instanceof Date && !Number.isNaN(now.getTime())) return now;
    throw new ConfigurationError("The database's `clock` returned no valid Date. Pass one that does, () => new Date(), or leave it out.");
  };
}
