import type { ArchiveLimits } from '../control/archive-limits.js';
import type { StopReason } from '../walk/run-stop.js';

/** A table's rows, as far as they are known, and those of them that were moved. */
export interface TableShare {
  readonly tableName: string;
  /** By DynamoDB's own count, up to six hours old. */
  readonly approximateRows: number;
  /** Rows seen, by this run and by those that it resumes. */
  rowsScanned: number;
  /** Items moved or on their way, by this run and by those that it resumes. */
  moved: number;
}

/** How many items a run may move. Each takes its place before it moves, so that no limit is overrun by those on their way. */
export class MoveQuota {
  readonly #limits: ArchiveLimits;
  #taken = 0;
  /** The table of which more would have moved than `maxFraction` allows. */
  exceeded: TableShare | undefined;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  /** `undefined`: the item may move. */
  take(table: TableShare): StopReason | undefined {
    const { maxItems = Number.POSITIVE_INFINITY, maxFraction } = this.#limits;
    if (this.#taken >= maxItems) return 'max-items';
    if (maxFraction !== undefined && table.moved + 1 > maxFraction * Math.max(table.approximateRows, table.rowsScanned)) {
      this.exceeded ??= table;
      return 'max-fraction';
    }
    this.#taken += 1;
    table.moved += 1;
    return undefined;
  }

  /** The item did not move after all. */
  giveBack(table: TableShare): void {
    this.#taken -= 1;
    table.moved -= 1;
  }
}
