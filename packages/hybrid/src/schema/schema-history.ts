import { DeclarationError } from '@tempest-ts/tempest';
import {
  ARCHIVE_ATTRIBUTE,
  LEGACY_POINTER_ATTRIBUTE,
  NOT_BEFORE_ATTRIBUTE,
  type ReadonlyRow,
  type Row,
  rowKey,
  S3_KEY_ATTRIBUTE,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { rowsEqual } from '../body/rows-equal.js';
import { NewerSchemaError, UpcastError } from './errors.js';
import { isPlainObject, type PlainRow, PlainRowError, plainRow, storedRow } from './plain-row.js';

/**
 * Makes a row of one schema version one of the next. It is given the row as plain values by the names of its *attributes* (not its properties), and returns
 * the row as the next version has it; it must not wait for anything, and may not change the table's keys. A Date is the text or number that is stored.
 *
 * @example
 * ({ name, ...row }) => ({ ...row, fullName: name })
 */
export type Upcaster = (row: PlainRow) => PlainRow;

/** The version of rows that say none: what is archived before `schemaVersion` is declared. */
export const FIRST_SCHEMA_VERSION = 1;

const POINTER_ATTRIBUTES = [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE];

/** What DynamoDB would refuse of a row in an index: a key of another type than the index has, or none at all. */
function indexKeyProblem(table: TableSchema, row: ReadonlyRow, before: ReadonlyRow): string | undefined {
  for (const { name: index, partitionKey, sortKey } of table.indexes.values()) {
    for (const name of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
      const value = row[name];
      if (value === undefined || value === before[name]) continue; // a row without it is not in the index
      const [type = ''] = Object.keys(value);
      const [typeBefore] = Object.keys(before[name] ?? value);
      if (!['S', 'N', 'B'].includes(type) || type !== typeBefore || value.S === '' || value.B?.byteLength === 0)
        return `it left ${name}, a key of the index ${index}, as what no such key can be: another type, or nothing`;
    }
  }
  return undefined;
}

/** How rows of an entity's earlier schema versions become rows of today's. */
export class SchemaHistory {
  readonly version: number;
  readonly #entity: string;
  readonly #upcasters: Readonly<Record<number, Upcaster>>;

  /** @throws DeclarationError */
  constructor(entity: string, version: unknown = FIRST_SCHEMA_VERSION, upcasters: unknown = {}) {
    this.#entity = entity;
    this.version = this.#checkVersion(version);
    this.#upcasters = this.#checkUpcasters(upcasters);
  }

  #fail(why: string): never {
    throw new DeclarationError(`${this.#entity}: ${why}`, { entity: this.#entity });
  }

  #checkVersion(version: unknown): number {
    if (Number.isSafeInteger(version) && Number(version) >= FIRST_SCHEMA_VERSION) return Number(version);
    return this.#fail(`schemaVersion counts 1, 2, 3; it is ${String(version)}. What is archived before it is declared has version 1.`);
  }

  #checkUpcasters(given: unknown): Readonly<Record<number, Upcaster>> {
    if (!isPlainObject(given))
      return this.#fail('`upcast` is an object with a function for each earlier version: { 1: row => ({ ...row }) }.');
    const wanted = Array.from({ length: this.version - FIRST_SCHEMA_VERSION }, (_, index) => String(FIRST_SCHEMA_VERSION + index));
    const extra = Object.keys(given).find(from => !wanted.includes(from));
    if (extra !== undefined)
      this.#fail(
        `\`upcast\` has a function for version ${extra}, and schemaVersion is ${this.version}. Raise it to what the class is now.`,
      );
    const missing = wanted.find(from => typeof given[from] !== 'function');
    if (missing !== undefined)
      this.#fail(`\`upcast\` has no function for version ${missing}: add it, \`${missing}: row => row\` where nothing has changed.`);
    return Object.freeze({ ...given }) as Readonly<Record<number, Upcaster>>; // each was just looked at
  }

  /**
   * A whole row of any version as one of today's, whatever it takes to be one: the row itself where it is.
   *
   * @throws NewerSchemaError, UpcastError
   */
  upcast(table: TableSchema, row: ReadonlyRow, from: number): ReadonlyRow {
    if (from > this.version) throw new NewerSchemaError(this.#entity, table.tableName, rowKey(table, row), from, this.version);
    if (from === this.version) return row;
    let version = from;
    const refuse = (why: string, cause?: unknown): never => {
      throw new UpcastError(this.#entity, table.tableName, rowKey(table, row), version, why, cause);
    };
    let plain = plainRow(row);
    for (; version < this.version; version += 1) {
      let next: unknown;
      try {
        next = this.#upcasters[version]?.(plain);
      } catch (cause) {
        refuse(`it threw ${String(cause)}`, cause);
      }
      plain = isPlainObject(next) ? next : refuse('it must return the row, as a plain object');
    }
    version -= 1; // what is wrong now, the last of them left
    let stored: Row;
    try {
      stored = storedRow(plain, row);
    } catch (cause) {
      if (cause instanceof PlainRowError) return refuse(cause.message, cause);
      throw cause;
    }
    if (!rowsEqual(rowKey(table, stored), rowKey(table, row))) refuse('it changed the key of the table, by which the row is found');
    const taken = POINTER_ATTRIBUTES.find(name => Object.hasOwn(stored, name) && stored[name] !== row[name]);
    if (taken !== undefined) refuse(`it made the attribute ${taken}, which is the library's own; choose another name`);
    const broken = indexKeyProblem(table, stored, row);
    if (broken !== undefined) refuse(broken);
    return stored;
  }
}
