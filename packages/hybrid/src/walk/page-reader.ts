import { type Row, retriedBy, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import type { LiveTable } from '../preflight/live-table.js';
import { retry } from '../store/retry.js';
import { MAX_PAGE_BYTES, READ_UNIT_BYTES } from './estimate-read-units.js';
import { type RawPage, readPage } from './read-page.js';
import type { ReadPart } from './read-part.js';
import { isThrottled, isTransientRequest } from './request-failure.js';

/** Times that a page is asked for, besides the DynamoDB client's own retries: a part that is given up is not read to its end. */
const READ_ATTEMPTS = 5;

const UNKNOWN = { approximateRows: 0, approximateBytes: 0 };

/** Reads pages within a budget of read capacity. */
export class PageReader {
  readonly #wire: Wire;
  readonly #budget: CapacityBudget;
  readonly #signal: AbortSignal;

  constructor(wire: Wire, budget: CapacityBudget, signal: AbortSignal) {
    this.#wire = wire;
    this.#budget = budget;
    this.#signal = signal;
  }

  /** @throws RequestError */
  async read(page: {
    readonly table: TableSchema;
    /** What is known of the size of its rows. */
    readonly live?: LiveTable;
    readonly part: ReadPart;
    readonly rows: 'hot' | 'archived' | 'held';
    readonly start: Row | undefined;
  }): Promise<RawPage> {
    const budget = this.#budget;
    const signal = this.#signal;
    const operation = page.part.kind === 'scan' ? 'Scan' : 'Query';
    const retried = retriedBy(this.#wire.observer, { service: 'dynamodb', operation, target: page.table.tableName });
    return retry({ attempts: READ_ATTEMPTS, isRetryable: isTransientRequest, signal, retried }, async () => {
      await budget.take(0, signal);
      try {
        const read = await readPage(this.#wire, { ...page, limit: this.#limit(page.live), signal });
        budget.settle(0, read.units);
        if (read.sentAgain) budget.throttled();
        return read;
      } catch (error) {
        if (isThrottled(error)) budget.throttled();
        throw error;
      }
    });
  }

  /** Rows that come to about a second's budget: a whole page of a megabyte would take 128 units in one go. `undefined`: a whole page. */
  #limit({ approximateRows, approximateBytes }: Pick<LiveTable, 'approximateRows' | 'approximateBytes'> = UNKNOWN): number | undefined {
    const bytes = this.#budget.rate * READ_UNIT_BYTES;
    if (bytes >= MAX_PAGE_BYTES) return undefined;
    const rowBytes = approximateRows > 0 && approximateBytes > 0 ? approximateBytes / approximateRows : READ_UNIT_BYTES;
    return Math.max(1, Math.floor(bytes / rowBytes));
  }
}
