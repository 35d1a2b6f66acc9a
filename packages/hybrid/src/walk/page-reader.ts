import { MAX_BATCH_GET_ITEMS, type Row, rowBytes, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BYTES } from '../body/body-format.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import type { LiveTable } from '../preflight/live-table.js';
import { MAX_PAGE_BYTES, READ_UNIT_BYTES } from './estimate-read-units.js';
import { IndexEntries } from './index-entries.js';
import { loadBaseRows } from './load-base-rows.js';
import { persistently } from './persistently.js';
import { type RawPage, readPage } from './read-page.js';
import { type AgeIndexRange, partId, type ReadPart } from './read-part.js';

const UNKNOWN = { approximateRows: 0, approximateBytes: 0 };

/** About what the rows of an index's entries may come to that are read at once, in bytes, for each part that is read. */
const MAX_BASE_BYTES = 4 * 1024 ** 2;

/** What of a part is to be read. */
export interface PartRequest {
  readonly table: TableSchema;
  /** What is known of the size of its rows. */
  readonly live?: LiveTable;
  readonly part: ReadPart;
  readonly rows: 'hot' | 'archived' | 'held';
  /** The `last` of the page before. */
  readonly start: Row | undefined;
}

/** Entries whose rows are still to be read, and behind which place. */
interface Waiting {
  readonly start: Row | undefined;
  readonly entries: IndexEntries;
}

/** Reads pages within a budget of read capacity. */
export class PageReader {
  readonly #wire: Wire;
  readonly #budget: CapacityBudget;
  readonly #signal: AbortSignal;
  readonly #waiting = new Map<string, Waiting>();
  /** By table, the average size of the rows that were read last behind entries of an index. */
  readonly #seen = new Map<TableSchema, number>();

  constructor(wire: Wire, budget: CapacityBudget, signal: AbortSignal) {
    this.#wire = wire;
    this.#budget = budget;
    this.#signal = signal;
  }

  /** @throws RequestError */
  async read(page: PartRequest): Promise<RawPage> {
    const { index } = page.part;
    return index && !index.isWhole ? this.#baseRows(page, index) : this.#page(page);
  }

  async #page({ live, ...page }: PartRequest): Promise<RawPage> {
    const budget = this.#budget;
    const signal = this.#signal;
    const operation = page.part.kind === 'scan' ? 'Scan' : 'Query';
    const request = { operation, table: page.table.tableName, signal, throttled: () => budget.throttled() };
    return persistently(this.#wire, request, async () => {
      await budget.take(0, signal);
      const read = await readPage(this.#wire, { ...page, limit: this.#limit(live), signal });
      budget.settle(0, read.units);
      if (read.sentAgain) budget.throttled();
      return read;
    });
  }

  async #entries(
    page: PartRequest,
    index: AgeIndexRange,
  ): Promise<Pick<RawPage, 'units' | 'sentAgain'> & { readonly entries: IndexEntries }> {
    const read = await this.#page(page);
    return { entries: new IndexEntries(page.table, index, read), units: read.units, sentAgain: read.sentAgain };
  }

  /** The rows behind entries of an index, as many as are to be held at once: a page of entries is read when those of the one before have been. */
  async #baseRows(page: PartRequest, index: AgeIndexRange): Promise<RawPage> {
    const { table, part, start, live } = page;
    const id = `${table.tableName} ${partId(part)}`;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id); // should their rows not be read, the entries are not passed over
    const left = waiting?.start === start ? waiting?.entries : undefined;
    const { entries, ...reading } = left ? { entries: left, units: 0, sentAgain: false } : await this.#entries(page, index);
    const slice = entries.next(this.#mostEntries(table, live));
    const { scanned, last } = slice;
    const found = { ...reading, scanned, last };
    if (slice.entries.length === 0) return { ...found, rows: [], unread: [], unreadCause: undefined };
    await this.#budget.take(0, this.#signal);
    const { rows, unread, cause, units, throttled } = await loadBaseRows(this.#wire, table, slice.entries, this.#signal);
    this.#budget.settle(0, units);
    if (throttled) this.#budget.throttled();
    if (rows.length > 0) this.#seen.set(table, rows.reduce((sum, row) => sum + rowBytes(row), 0) / rows.length);
    if (!entries.isEmpty) this.#waiting.set(id, { start: last, entries });
    return { ...found, rows, unread, unreadCause: cause, units: found.units + units, sentAgain: found.sentAgain || throttled };
  }

  /** Entries whose rows may be held at once, by the larger of what DynamoDB says of their size and what has been seen; where neither is known, by what it may be. */
  #mostEntries(table: TableSchema, live: LiveTable | undefined): number {
    const { approximateRows, approximateBytes } = live ?? UNKNOWN;
    const told = approximateRows > 0 ? approximateBytes / approximateRows : 0;
    const size = Math.max(told, this.#seen.get(table) ?? 0) || MAX_ITEM_BYTES;
    return Math.min(MAX_BATCH_GET_ITEMS, Math.max(1, Math.floor(MAX_BASE_BYTES / size)));
  }

  /** Rows that come to about a second's budget: a whole page of a megabyte would take 128 units in one go. `undefined`: a whole page. */
  #limit({ approximateRows, approximateBytes }: Pick<LiveTable, 'approximateRows' | 'approximateBytes'> = UNKNOWN): number | undefined {
    const bytes = this.#budget.rate * READ_UNIT_BYTES;
    if (bytes >= MAX_PAGE_BYTES) return undefined;
    const perRow = approximateRows > 0 && approximateBytes > 0 ? approximateBytes / approximateRows : READ_UNIT_BYTES;
    return Math.max(1, Math.floor(bytes / perRow));
  }
}
