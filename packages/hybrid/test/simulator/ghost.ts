import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReadonlyRow, Row } from '@tempest-ts/tempest/extend';
import type { MemoryDatabase } from './machinery.js';

interface State {
  readonly since: number;
  readonly row: Row | undefined;
}

const NEVER_THERE: State = { since: -1, row: undefined };

/** Text by which two rows, or two items, are the same. Times are as they are stored. */
export function textOf(item: object | undefined): string {
  return item ? JSON.stringify(Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))) : 'absent';
}

const texts = new WeakMap<ReadonlyRow, string>();

/** A row as the item that a reader sees. Said once of each: none is ever changed. */
export function textOfRow(row: ReadonlyRow | undefined): string {
  if (!row) return textOf(row);
  const text = texts.get(row) ?? textOf(unmarshall(row as Row)); // only read
  texts.set(row, text);
  return text;
}

/** The name of a row among those of all tables. */
export const idOf = (tableName: string | undefined, row: ReadonlyRow): string => `${tableName}/${row.sk?.S}`;

/** The same tables as if nothing were ever archived: they take the users' writes in the order in which these took effect. */
export class Ghost {
  readonly database: MemoryDatabase;
  readonly #history: Map<string, State[]>;

  /** @param from whose history it goes on with; `database` is then a copy of that one's */
  constructor(database: MemoryDatabase, from?: Ghost) {
    this.database = database;
    this.#history = new Map(from && [...from.#history].map(([id, states]) => [id, [...states]]));
  }

  /** Remembers a row as it is from now on. */
  record(tableName: string, key: Row, now: number): void {
    const id = idOf(tableName, key);
    const states = this.#history.get(id) ?? [NEVER_THERE];
    states.push({ since: now, row: this.row(tableName, key) });
    this.#history.set(id, states);
  }

  /** A row as it is. */
  row(tableName: string, key: Row): Row | undefined {
    const table = this.database.table(tableName);
    return table.rows.get(table.keyOf(key));
  }

  /** Every row that there ever was. */
  get ids(): readonly string[] {
    return [...this.#history.keys()];
  }

  /** Every state of a row that was current at some moment of the interval, its ends included. */
  between(id: string, start: number, end: number): readonly (Row | undefined)[] {
    const states = this.#history.get(id) ?? [NEVER_THERE];
    const current = states.filter(({ since }, index) => since <= end && (states[index + 1]?.since ?? Number.POSITIVE_INFINITY) > start);
    return current.map(({ row }) => row);
  }

  /** The states of several rows that were current together at some moment of the interval. */
  together(ids: readonly string[], start: number, end: number): readonly (readonly (Row | undefined)[])[] {
    const moments = Array.from({ length: end - start + 1 }, (_, index) => start + index);
    return moments.map(moment => ids.map(id => this.between(id, moment, moment).at(-1)));
  }
}
