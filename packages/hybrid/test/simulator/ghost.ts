import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReadonlyRow, Row } from '@tempest-ts/tempest/extend';
import { MemoryTable } from './machinery.js';

interface State {
  readonly since: number;
  readonly row: Row | undefined;
}

const NEVER_THERE: State = { since: -1, row: undefined };

/** Text by which two rows, or two items, are the same. Times are as they are stored. */
export function textOf(item: object | undefined): string {
  return item ? JSON.stringify(Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))) : 'absent';
}

/** A row as the item that a reader sees. */
export function textOfRow(row: ReadonlyRow | undefined): string {
  return textOf(row && unmarshall(row as Row)); // only read
}

/** The same table as if nothing were ever archived: it takes the users' writes in the order in which they took effect. */
export class Ghost {
  readonly table = new MemoryTable({ name: 'ghost', partitionKey: 'pk', sortKey: 'sk' });
  readonly #history = new Map<string, State[]>();

  /** Remembers the row as it is from now on. */
  record(key: string, now: number): void {
    const states = this.#history.get(key) ?? [NEVER_THERE];
    states.push({ since: now, row: this.table.rows.get(key) });
    this.#history.set(key, states);
  }

  get keys(): readonly string[] {
    return [...this.#history.keys()];
  }

  /** Every state of a row that was current at some moment of the interval, its ends included. */
  between(key: string, start: number, end: number): readonly (Row | undefined)[] {
    const states = this.#history.get(key) ?? [NEVER_THERE];
    const current = states.filter(({ since }, index) => since <= end && (states[index + 1]?.since ?? Number.POSITIVE_INFINITY) > start);
    return current.map(({ row }) => row);
  }
}
