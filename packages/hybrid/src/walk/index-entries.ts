import { type Row, type TableSchema, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import type { RawPage } from './read-page.js';
import type { AgeIndexRange } from './read-part.js';

/** Some of an index's entries, and how far the index is read when their rows are dealt with. */
export type EntrySlice = Pick<RawPage, 'scanned' | 'last'> & { readonly entries: readonly Row[] };

/**
 * A page of entries of an index that does not carry items whole: ten thousand keys may stand for half a gigabyte of rows, so that they are dealt with some at a time. Each slice ends at a
 * place of its own, from which whoever resumes goes on.
 */
export class IndexEntries {
  readonly #page: RawPage;
  readonly #keys: readonly string[];
  #given = 0;

  constructor(table: TableSchema, { partitionKey, sortKey }: AgeIndexRange, page: RawPage) {
    this.#page = page;
    this.#keys = [...tableKeyAttributes(table), partitionKey, sortKey];
  }

  get isEmpty(): boolean {
    return this.#given >= this.#page.rows.length;
  }

  /** The next entries; of the last slice `last` is the page's own. */
  next(most: number): EntrySlice {
    const { rows, scanned, last } = this.#page;
    const entries = rows.slice(this.#given, this.#given + most);
    const before = this.#given;
    this.#given += entries.length;
    const end = entries.at(-1);
    if (this.isEmpty || !end) return { entries, scanned: scanned - before, last };
    // What the filter left out between them counts with the last.
    return {
      entries,
      scanned: entries.length,
      last: Object.fromEntries(this.#keys.flatMap(name => (end[name] ? [[name, end[name]]] : []))),
    };
  }
}
