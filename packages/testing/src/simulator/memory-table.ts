import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { evaluate, parseCondition, type Row } from '@tempest-ts/tempest/extend';
import { serviceError } from './service-error.js';
import { updatedRow } from './update-expression.js';

/** What a table is. */
export interface MemoryTableOptions {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Whether an eventually consistent read shows a row as it was before its last change. Default: never. */
  readonly isStale?: (() => boolean) | undefined;
}

type Placeholders = Pick<PutItemCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;

/** The placeholders that a text uses: a request has one set for all of its expressions. */
function usedIn<T>(text: string, all: Readonly<Record<string, T>> = {}): Record<string, T> {
  const used = new Set(text.match(/[#:]\w+/g));
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
}

function holds(text: string | undefined, placeholders: Placeholders, row: Row): boolean {
  if (text === undefined) return true;
  const names = usedIn(text, placeholders.ExpressionAttributeNames);
  const values = usedIn(text, placeholders.ExpressionAttributeValues);
  return evaluate(
    parseCondition({ kind: 'raw-expression', text, names, values }, value => value as Row[string]), // they are attribute values already
    row,
  );
}

/** One table of rows, with DynamoDB's conditions and updates. Every method takes effect at once, and whole. */
export class MemoryTable {
  readonly options: MemoryTableOptions;
  readonly #rows = new Map<string, Row>();
  readonly #before = new Map<string, Row | undefined>();

  constructor(options: MemoryTableOptions) {
    this.options = options;
  }

  /** Which row a row or a key is of. */
  keyOf(row: Row): string {
    return JSON.stringify([row[this.options.partitionKey], row[this.options.sortKey]]);
  }

  /** The rows, by their `keyOf`. */
  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  put(input: PutItemCommandInput): DeleteItemCommandOutput {
    const row = (input.Item ?? {}) as Row;
    return this.#replace(row, input, () => structuredClone(row));
  }

  delete(input: DeleteItemCommandInput): DeleteItemCommandOutput {
    return this.#replace((input.Key ?? {}) as Row, input, () => undefined);
  }

  update(input: UpdateItemCommandInput): UpdateItemCommandOutput {
    const key = (input.Key ?? {}) as Row;
    const expression = {
      text: input.UpdateExpression ?? '',
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    return this.#replace(key, input, old => structuredClone(updatedRow(old ?? key, expression)));
  }

  get({ Key = {}, ConsistentRead }: GetItemCommandInput): { Item?: Row } {
    const row = this.#read(this.keyOf(Key as Row), ConsistentRead);
    return row ? { Item: structuredClone(row) } : {};
  }

  query(input: QueryCommandInput): { Items: Row[]; Count: number; ScannedCount: number; LastEvaluatedKey?: Row } {
    const { sortKey } = this.options;
    const rows = this.#all(input.ConsistentRead).filter(row => holds(input.KeyConditionExpression, input, row));
    const direction = input.ScanIndexForward === false ? -1 : 1;
    rows.sort((a, b) => direction * ((a[sortKey]?.S ?? '') < (b[sortKey]?.S ?? '') ? -1 : 1));
    return this.#page(input, rows);
  }

  scan(input: ScanCommandInput): ReturnType<MemoryTable['query']> {
    return this.#page(input, (input.Segment ?? 0) > 0 ? [] : this.#all(input.ConsistentRead));
  }

  #page(input: QueryCommandInput | ScanCommandInput, rows: readonly Row[]): ReturnType<MemoryTable['query']> {
    if (input.IndexName !== undefined || input.ProjectionExpression !== undefined)
      throw new Error('The simulated table has no indexes and no projections.');
    const start = input.ExclusiveStartKey ? rows.findIndex(row => this.keyOf(row) === this.keyOf(input.ExclusiveStartKey as Row)) + 1 : 0;
    const read = rows.slice(start, start + (input.Limit ?? rows.length));
    const found = read.filter(row => holds(input.FilterExpression, input, row)).map(row => structuredClone(row));
    const last = start + read.length < rows.length ? read.at(-1) : undefined;
    const { partitionKey, sortKey } = this.options;
    return {
      Items: found,
      Count: found.length,
      ScannedCount: read.length,
      ...(last && { LastEvaluatedKey: { [partitionKey]: last[partitionKey], [sortKey]: last[sortKey] } as Row }),
    };
  }

  #all(consistent: boolean | undefined): Row[] {
    const keys = new Set([...this.#rows.keys(), ...this.#before.keys()]);
    return [...keys].map(key => this.#read(key, consistent)).filter(row => row !== undefined);
  }

  #read(key: string, consistent: boolean | undefined): Row | undefined {
    const stale = !consistent && this.#before.has(key) && this.options.isStale?.();
    return stale ? this.#before.get(key) : this.#rows.get(key);
  }

  #replace(
    row: Row,
    input: Placeholders & Pick<UpdateItemCommandInput, 'ConditionExpression' | 'ReturnValues' | 'ReturnValuesOnConditionCheckFailure'>,
    change: (old: Row | undefined) => Row | undefined,
  ): UpdateItemCommandOutput {
    const key = this.keyOf(row);
    const old = this.#rows.get(key);
    if (!holds(input.ConditionExpression, input, old ?? {})) {
      const shown = old && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: structuredClone(old) } : {};
      throw serviceError('ConditionalCheckFailedException', 400, 'The conditional request failed', shown);
    }
    const changed = change(old);
    this.#before.set(key, old);
    if (changed) this.#rows.set(key, changed);
    else this.#rows.delete(key);
    const returned = input.ReturnValues === 'ALL_OLD' ? old : input.ReturnValues === 'ALL_NEW' ? changed : undefined;
    return { $metadata: {}, ...(returned && { Attributes: structuredClone(returned) }) };
  }
}
