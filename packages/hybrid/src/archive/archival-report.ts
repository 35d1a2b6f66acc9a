import type { ArchivalCounts, ArchivalError, ArchivalProgress, ArchivalResult, TableArchivalResult } from './archival-result.js';

/** Errors that a result lists: a table of which every item fails must not fill the memory. */
const MAX_LISTED_ERRORS = 1_000;

interface MutableCounts {
  itemsProcessed: number;
  itemsArchived: number;
  itemsSkipped: number;
  itemsTooSmall: number;
  itemsInFuture: number;
  bytesBefore: number;
  bytesStored: number;
}

const zero = (): MutableCounts => ({
  itemsProcessed: 0,
  itemsArchived: 0,
  itemsSkipped: 0,
  itemsTooSmall: 0,
  itemsInFuture: 0,
  bytesBefore: 0,
  bytesStored: 0,
});

/** What became of one item. */
export type ItemOutcome =
  | {
      readonly kind: 'archived';
      readonly bytesBefore: number;
      readonly bytesStored: number;
    }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly error: ArchivalError };

/** Adds up what becomes of items. */
export class ArchivalReport {
  readonly #total = zero();
  readonly #byEntity = new Map<string, MutableCounts & { readonly table: string; readonly entity: string }>();
  readonly #errors: ArchivalError[] = [];
  #errorCount = 0;
  readonly #errorsByTable = new Map<string, number>();
  #rowsScanned = 0;
  #complete = true;

  /** Entities without one old item are listed too. */
  expect(table: string, entity: string): void {
    this.#byEntity.set(JSON.stringify([table, entity]), {
      table,
      entity,
      ...zero(),
    });
  }

  scanned(rows: number): void {
    this.#rowsScanned += rows;
  }

  /** @param entity `undefined` where that is not known */
  item(table: string, entity: string | undefined, outcome: ItemOutcome): void {
    const own = this.#byEntity.get(JSON.stringify([table, entity]));
    for (const counts of own ? [this.#total, own] : [this.#total]) {
      counts.itemsProcessed += 1;
      if (outcome.kind === 'skipped') counts.itemsSkipped += 1;
      if (outcome.kind !== 'archived') continue;
      counts.itemsArchived += 1;
      counts.bytesBefore += outcome.bytesBefore;
      counts.bytesStored += outcome.bytesStored;
    }
    if (outcome.kind === 'failed') this.#error(outcome.error);
  }

  /** An item that stays for another reason than its age. */
  stays(table: string, entity: string, why: 'small' | 'future'): void {
    const own = this.#byEntity.get(JSON.stringify([table, entity]));
    for (const counts of own ? [this.#total, own] : [this.#total]) counts[why === 'small' ? 'itemsTooSmall' : 'itemsInFuture'] += 1;
  }

  /** Part of a table was not read. */
  incomplete(error: ArchivalError | undefined): void {
    this.#complete = false;
    if (error) this.#error(error);
  }

  progress(table: string, approximateRows: number): ArchivalProgress {
    return {
      ...this.#total,
      table,
      rowsScanned: this.#rowsScanned,
      approximateRows,
      errorCount: this.#errorCount,
    };
  }

  get isComplete(): boolean {
    return this.#complete;
  }

  result(
    run: Pick<
      ArchivalResult,
      'dryRun' | 'durationMs' | 'stopped' | 'unread' | 'checkpoint' | 'capacity' | 'whySingleSwaps' | 'lag' | 'warnings'
    >,
  ): ArchivalResult {
    const tables = [...this.#byEntity.values()].map((counts): TableArchivalResult => Object.freeze({ ...counts }));
    const counts: ArchivalCounts = { ...this.#total };
    return Object.freeze({
      ...run,
      ...counts,
      errors: Object.freeze([...this.#errors]),
      errorCount: this.#errorCount,
      errorsByTable: Object.freeze(Object.fromEntries(this.#errorsByTable)),
      tables: Object.freeze(tables),
      rowsScanned: this.#rowsScanned,
      complete: this.#complete,
    });
  }

  #error(error: ArchivalError): void {
    this.#errorCount += 1;
    this.#errorsByTable.set(error.table, (this.#errorsByTable.get(error.table) ?? 0) + 1);
    if (this.#errors.length < MAX_LISTED_ERRORS) this.#errors.push(error);
  }
}
