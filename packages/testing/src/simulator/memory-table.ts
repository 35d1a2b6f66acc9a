import type {
  ConditionCheck,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import { cloneRow } from './clone-row.js';
import { holds, type Placeholders } from './holds.js';
import { serviceError } from './service-error.js';
import { updatedRow } from './update-expression.js';

/** What an index is: it projects everything. */
export interface MemoryIndex {
  readonly partitionKey: string;
  readonly sortKey: string;
}

/** What a table is. */
export interface MemoryTableOptions {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Default: none. */
  readonly indexes?: Readonly<Record<string, MemoryIndex>> | undefined;
  /** Whether an eventually consistent read shows a row as it was before its last change. Default: never. */
  readonly isStale?: (() => boolean) | undefined;
}

/** What a write of one item does, before it takes effect. */
export interface PreparedWrite {
  readonly key: string;
  readonly old: Row | undefined;
  readonly changed: Row | undefined;
}

type ConditionalInput = Placeholders &
  Pick<UpdateItemCommandInput, 'ConditionExpression' | 'ReturnValues' | 'ReturnValuesOnConditionCheckFailure'>;

/** One table of rows, with DynamoDB's conditions and updates. Every method takes effect at once, and whole. */
export class MemoryTable {
  readonly options: MemoryTableOptions;
  readonly #rows: Map<string, Row>;
  readonly #before: Map<string, Row | undefined>;

  /** @param from a table to begin as a copy of. Default: none, and it begins empty. */
  constructor(options: MemoryTableOptions, from?: MemoryTable) {
    this.options = options;
    this.#rows = new Map(from?.rows);
    this.#before = new Map(from ? from.#before : []);
  }

  /** Which row a row or a key is of. */
  keyOf(row: Row): string {
    return JSON.stringify([row[this.options.partitionKey], row[this.options.sortKey]]);
  }

  /** The rows, by their `keyOf`. None is ever changed: another takes its place. */
  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  put(input: PutItemCommandInput): DeleteItemCommandOutput {
    return this.#commit(this.preparePut(input), input);
  }

  delete(input: DeleteItemCommandInput): DeleteItemCommandOutput {
    return this.#commit(this.prepareDelete(input), input);
  }

  update(input: UpdateItemCommandInput): UpdateItemCommandOutput {
    return this.#commit(this.prepareUpdate(input), input);
  }

  /** From now on every read shows the rows as they are, until the next change. */
  settle(): void {
    this.#before.clear();
  }

  /** @throws ServiceError where the condition does not hold; so do the others */
  preparePut(input: PutItemCommandInput): PreparedWrite {
    const row = (input.Item ?? {}) as Row;
    return this.#prepare(row, input, () => cloneRow(row));
  }

  prepareDelete(input: DeleteItemCommandInput): PreparedWrite {
    return this.#prepare((input.Key ?? {}) as Row, input, () => undefined);
  }

  prepareUpdate(input: UpdateItemCommandInput): PreparedWrite {
    const key = (input.Key ?? {}) as Row;
    const expression = {
      text: input.UpdateExpression ?? '',
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    return this.#prepare(key, input, old => cloneRow(updatedRow(old ?? key, expression)));
  }

  /** Looks, and changes nothing. */
  prepareCheck(input: ConditionCheck): PreparedWrite {
    return this.#prepare((input.Key ?? {}) as Row, input, old => old);
  }

  /** Has a prepared write take effect. */
  take({ key, old, changed }: PreparedWrite): void {
    if (old === changed) return;
    this.#before.set(key, old);
    if (changed) this.#rows.set(key, changed);
    else this.#rows.delete(key);
  }

  get({ Key = {}, ConsistentRead }: Pick<GetItemCommandInput, 'Key' | 'ConsistentRead'>): { Item?: Row } {
    const row = this.#read(this.keyOf(Key as Row), ConsistentRead);
    return row ? { Item: cloneRow(row) } : {};
  }

  query(input: QueryCommandInput): { Items: Row[]; Count: number; ScannedCount: number; LastEvaluatedKey?: Row } {
    const rows = this.#all(input).filter(row => holds(input.KeyConditionExpression, input, row));
    return this.#page(input, rows, input.ScanIndexForward === false ? -1 : 1);
  }

  scan(input: ScanCommandInput): ReturnType<MemoryTable['query']> {
    const { Segment = 0, TotalSegments = 1 } = input;
    const rows = this.#all(input);
    return this.#page(input, TotalSegments === 1 ? rows : rows.filter(row => this.#numberOf(row) % TotalSegments === Segment), 1);
  }

  /** Rows in the order of their keys, behind the one that the request names, whether that is still there or not. */
  #page(input: QueryCommandInput | ScanCommandInput, rows: Row[], direction: 1 | -1): ReturnType<MemoryTable['query']> {
    if (input.ProjectionExpression !== undefined) throw new Error('The simulated table has no projections.');
    const index = this.#index(input.IndexName);
    const { partitionKey, sortKey } = this.options;
    const names = index ? [index.partitionKey, index.sortKey, partitionKey, sortKey] : [partitionKey, sortKey];
    const placeOf = (row: Row): string => names.map(name => row[name]?.S ?? '').join('\0');
    if (rows.length > 1) rows.sort((a, b) => (placeOf(a) < placeOf(b) ? -direction : direction));
    const from = input.ExclusiveStartKey && placeOf(input.ExclusiveStartKey as Row);
    const left = from === undefined ? rows : rows.filter(row => (direction === 1 ? placeOf(row) > from : placeOf(row) < from));
    const read = left.slice(0, input.Limit);
    const found = read.filter(row => holds(input.FilterExpression, input, row)).map(cloneRow);
    const last = read.length < left.length ? read.at(-1) : undefined;
    return {
      Items: found,
      Count: found.length,
      ScannedCount: read.length,
      ...(last && { LastEvaluatedKey: Object.fromEntries(names.map(name => [name, last[name]])) as Row }),
    };
  }

  /** By which rows are divided into segments. */
  #numberOf(row: Row): number {
    let sum = 0;
    for (const character of row[this.options.sortKey]?.S ?? '') sum += character.charCodeAt(0);
    return sum;
  }

  #index(name: string | undefined): MemoryIndex | undefined {
    if (name === undefined) return undefined;
    const index = this.options.indexes?.[name];
    if (!index) throw new Error(`The simulated table ${this.options.name} has no index ${name}.`);
    return index;
  }

  #all({ ConsistentRead, IndexName }: QueryCommandInput | ScanCommandInput): Row[] {
    const index = this.#index(IndexName);
    const keys = new Set([...this.#rows.keys(), ...this.#before.keys()]);
    const rows = [...keys].map(key => this.#read(key, ConsistentRead)).filter(row => row !== undefined);
    return index ? rows.filter(row => row[index.partitionKey] && row[index.sortKey]) : rows;
  }

  #read(key: string, consistent: boolean | undefined): Row | undefined {
    const stale = !consistent && this.#before.has(key) && this.options.isStale?.();
    return stale ? this.#before.get(key) : this.#rows.get(key);
  }

  #prepare(row: Row, input: ConditionalInput, change: (old: Row | undefined) => Row | undefined): PreparedWrite {
    const key = this.keyOf(row);
    const old = this.#rows.get(key);
    if (!holds(input.ConditionExpression, input, old ?? {})) {
      const shown = old && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: cloneRow(old) } : {};
      throw serviceError('ConditionalCheckFailedException', 400, 'The conditional request failed', shown);
    }
    return { key, old, changed: change(old) };
  }

  #commit(write: PreparedWrite, { ReturnValues }: ConditionalInput): UpdateItemCommandOutput {
    this.take(write);
    const returned = ReturnValues === 'ALL_OLD' ? write.old : ReturnValues === 'ALL_NEW' ? write.changed : undefined;
    return { $metadata: {}, ...(returned && { Attributes: cloneRow(returned) }) };
  }
}
