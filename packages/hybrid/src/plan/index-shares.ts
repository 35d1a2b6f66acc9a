import { type ReadonlyRow, type TableSchema, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import { toBase64 } from '../body/base64.js';
import type { LiveTable } from '../preflight/live-table.js';

/** Partition keys of an index that are counted at once: a share of more than one in so many, plus one, is never missed. */
const MAX_COUNTED = 16;
/** Fewer items are no load: a partition takes as many writes in a second ("Best practices for designing and using partition keys"). */
const MIN_ITEMS = 1_000;
/** From this share on, one partition limits the whole run. */
const MIN_SHARE = 0.25;

/** An index of which one partition gets a large share of a run's writes. */
export interface DominatedIndex {
  readonly table: string;
  readonly index: string;
  /** Items that would move and are in the index. */
  readonly items: number;
  /** The least that its commonest partition key can have of those, from 0 to 1. */
  readonly share: number;
}

/** Counts of the commonest values, in bounded memory: by Misra and Gries, "Finding repeated elements" (1982). A count is at most a 17th of all items too low, and never too high. */
class CommonValues {
  readonly #counts = new Map<string, number>();
  items = 0;

  add(value: string): void {
    this.items += 1;
    const count = this.#counts.get(value);
    if (count !== undefined || this.#counts.size < MAX_COUNTED) {
      this.#counts.set(value, (count ?? 0) + 1);
      return;
    }
    for (const [other, some] of this.#counts) {
      if (some === 1) this.#counts.delete(other);
      else this.#counts.set(other, some - 1);
    }
  }

  /** The share that the commonest value has at least. */
  get largestShare(): number {
    return this.items === 0 ? 0 : Math.max(0, ...this.#counts.values()) / this.items;
  }
}

/** How the index entries that a run would write are spread: swaps take turns by the table's partition keys, and by no index's. */
export class IndexShares {
  readonly #indexes = new Map<string, { readonly table: string; readonly index: string; readonly values: CommonValues }>();

  /** An item that would move. */
  add(table: TableSchema, live: LiveTable, row: ReadonlyRow): void {
    const { tableName, partitionKey } = table;
    const tableKeys = tableKeyAttributes(table);
    for (const [index, { keys, carried }] of live.indexes) {
      const [key = ''] = keys;
      if (key === partitionKey || keys.some(name => row[name] === undefined)) continue;
      // Entries of keys alone stay as they are.
      if (carried && [...carried].every(name => keys.includes(name) || tableKeys.includes(name))) continue;
      const id = JSON.stringify([tableName, index]);
      const known = this.#indexes.get(id) ?? { table: tableName, index, values: new CommonValues() };
      this.#indexes.set(id, known);
      const { S, N, B } = row[key] ?? {};
      known.values.add(S ?? N ?? toBase64(B ?? new Uint8Array()));
    }
  }

  get dominated(): readonly DominatedIndex[] {
    return [...this.#indexes.values()]
      .map(({ table, index, values }) => ({ table, index, items: values.items, share: values.largestShare }))
      .filter(({ items, share }) => items >= MIN_ITEMS && share >= MIN_SHARE);
  }
}
