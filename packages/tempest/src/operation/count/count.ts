import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { pageKeyAttributes } from '../../metadata/table-schema.js';
import type { KeyCondition } from '../key-condition.js';
import { isExcluded, keyRange } from '../key-range.js';
import { queryInput } from '../query/query-input.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';

/** Options of `count`. */
export interface CountOptions<Filter = AnyCondition> {
  readonly consistentRead?: boolean;
  /** Count only items of which this holds. */
  readonly filter?: Filter;
  /** Aborts between and within pages. */
  readonly signal?: AbortSignal;
}

/** The items that match, over all pages. They are counted by DynamoDB and not sent, unless the condition includes a bound that must not count. */
export async function count(view: BoundView, condition: KeyCondition<object>, options: CountOptions = {}): Promise<number> {
  const { table, index } = view.schema;
  const range = keyRange(view.schema, view.codec, condition);
  const hasExcluded = range.excluded.length > 0;
  const { Limit: _, ...prepared } = queryInput(view, condition, options, hasExcluded ? pageKeyAttributes(table, index) : undefined).input;
  const base: QueryCommandInput = hasExcluded ? prepared : { ...prepared, Select: 'COUNT' };
  const description = { operation: 'Query', table: table.tableName, writes: false, signal: options.signal };
  let total = 0;
  let next: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = { ...base, ...(next && { ExclusiveStartKey: next }) };
    const output = await send(description, sendOptions => view.runtime.client.send(new QueryCommand(page), sendOptions));
    total += hasExcluded ? (output.Items ?? []).filter(row => !isExcluded(view.schema, range, row)).length : (output.Count ?? 0);
    next = output.LastEvaluatedKey;
  } while (next);
  return total;
}
