import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow, Row } from '../codec/row.js';
import { ConfigurationError } from '../errors.js';
import { isTold } from '../metadata/key-pattern.js';
import { pageKeyAttributes } from '../metadata/table-schema.js';
import type { CallOptions } from './call-options.js';
import type { FilterPlan } from './filter-plan.js';
import { encodeOffset } from './offset.js';
import type { PageRead } from './page.js';
import { decodeResolved, resolveRows, shownRows } from './read-rows.js';
import { rowBytes } from './row-bytes.js';
import type { BoundView } from './runtime.js';
import type { ResolvedRow } from './tier.js';

/** Options that queries and scans share. */
export interface PageOptions extends CallOptions {
  /** Rows that DynamoDB looks at for one page, before any filter. Default: 100. */
  readonly pageSize?: number;
  /** Cut the page where its items would exceed so many bytes, archived ones counted whole. It goes on by one row at least. Default: 32 MiB. */
  readonly maxPageBytes?: number;
  /** Read what every acknowledged write before the call has left, for twice the capacity; not through a global index. Default: false. */
  readonly consistentRead?: boolean;
  /** Leave out items whose `@TimeToLive()` has passed, which DynamoDB takes days to delete. Default: false. */
  readonly hideExpired?: boolean;
  /** A page's `offset`: begin there. */
  readonly initialOffset?: string | undefined;
  /** Have each page say what its own request cost. Default: false. What the whole call costs, the reading of archived items included, `capacity` is told. */
  readonly returnConsumedCapacity?: boolean;
}

const DEFAULT_PAGE_SIZE = 100;
/** More than any page of whole rows, which DynamoDB cuts at 1 MB: a page of small pointers may stand for a gigabyte. */
export const DEFAULT_MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** What DynamoDB answered. */
export interface RawPage {
  readonly Items?: Row[] | undefined;
  readonly LastEvaluatedKey?: Row | undefined;
  readonly ConsumedCapacity?: ConsumedCapacity | undefined;
}

/** @throws ConfigurationError */
export function positiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ConfigurationError(`\`${name}\` is a whole number above zero, not ${value}.`);
}

/** The parts of a request that every page has. */
export function pageInput(view: BoundView, options: PageOptions) {
  const { table, index } = view.schema;
  if (options.consistentRead && index && !index.local) {
    throw new ConfigurationError(
      `DynamoDB reads no global index consistently (index ${index.name}). Leave \`consistentRead\` out, or load the items by key.`,
    );
  }
  if (options.maxPageBytes !== undefined) positiveInteger('maxPageBytes', options.maxPageBytes);
  return {
    TableName: table.tableName,
    Limit: positiveInteger('pageSize', options.pageSize ?? DEFAULT_PAGE_SIZE),
    ...(index && { IndexName: index.name }),
    ...(options.consistentRead && { ConsistentRead: true }),
    ...(options.returnConsumedCapacity && { ReturnConsumedCapacity: 'TOTAL' as const }),
  };
}

/** What a page of an iteration is asked for, besides the user's options. */
export interface MaxItems {
  /** Items that are still wanted: the page ends after so many. Default: all. */
  readonly maxItems?: number | undefined;
}

/** How many rows fit the byte limit, one at least, and what they come to; zero where none was measured. */
function rowsWithin(view: BoundView, rows: readonly Row[], given: number | undefined): { readonly count: number; readonly bytes: number } {
  const { tier } = view.runtime;
  // Whole rows alone never reach the default, and need not be measured.
  if (given === undefined && !rows.some(row => tier?.needsResolving(row))) return { count: rows.length, bytes: 0 };
  const maxPageBytes = given ?? DEFAULT_MAX_PAGE_BYTES;
  let bytes = 0;
  for (let count = 0; count < rows.length; count += 1) {
    const row = rows[count] as Row; // the loop ends before the rows do
    const own = tier?.needsResolving(row) ? tier.resolvedBytes(row) : rowBytes(row);
    if (bytes + own > maxPageBytes && count > 0) return { count, bytes };
    bytes += own;
  }
  return { count: rows.length, bytes };
}

/** How a page's rows are told from others, besides the user's options. */
interface ReadPageOptions extends Pick<PageOptions, 'maxPageBytes' | 'signal' | 'capacity' | 'returnConsumedCapacity'> {
  /** What the page's offset is valid for. */
  readonly valid: () => string;
  /** Whether a row that DynamoDB sent is one that the request asks for. */
  readonly keep: (row: ReadonlyRow) => boolean;
  /** Rows to leave out. */
  readonly hides: ((row: ReadonlyRow) => boolean) | undefined;
  /** Who answers the user's filter. */
  readonly plan: FilterPlan;
  /** Whether a row that was read again is still one that the request asks for. */
  readonly matches: (row: ReadonlyRow) => boolean;
}

/** Where nothing is filtered, rows are items: DynamoDB need not read, nor bill, more of them than are wanted. */
export function readingOnly<Input extends { readonly Limit?: number | undefined; readonly FilterExpression?: string | undefined }>(
  { schema }: BoundView,
  input: Input,
  { hides, plan, maxItems }: Pick<ReadPageOptions, 'hides' | 'plan'> & MaxItems,
): Input {
  if (maxItems === undefined || input.FilterExpression !== undefined || hides || plan.alone) return input;
  if (schema.patterns.some(pattern => !isTold(pattern))) return input; // rows of other entities stand between
  return { ...input, Limit: Math.min(input.Limit ?? maxItems, maxItems) };
}

/** The page that DynamoDB's answer makes. Nothing is completed before it is asked for. */
export function beginPage<E extends object>(view: BoundView, raw: RawPage, options: ReadPageOptions): PageRead<E> {
  const { table, index } = view.schema;
  const { tier } = view.runtime;
  const { hides, plan, matches, signal, capacity } = options;
  const all = raw.Items ?? [];
  const { count, bytes } = rowsWithin(view, all, options.maxPageBytes);
  const shown = shownRows(view, all.slice(0, count).filter(options.keep), options);
  /** Where a page begins that comes after the row; after all that DynamoDB sent, it says so itself. */
  const offsetAfter = (row: Row | undefined): string | undefined => {
    const isInside = row && row !== all.at(-1);
    const last = isInside
      ? Object.fromEntries(pageKeyAttributes(table, index).flatMap(attribute => (row[attribute] ? [[attribute, row[attribute]]] : [])))
      : raw.LastEvaluatedKey;
    return last && encodeOffset(last, options.valid());
  };
  const next = offsetAfter(all[count - 1]);
  let completing: Promise<readonly ResolvedRow[]> | undefined;
  const complete = (): Promise<readonly ResolvedRow[]> => {
    completing ??= resolveRows(view, shown, { index, hides, plan, matches, signal, capacity });
    return completing;
  };
  return {
    next,
    rows: shown.length,
    archived: tier ? shown.filter(row => tier.needsResolving(row)).length : 0,
    bytes,
    complete: async () => {
      await complete().catch(() => undefined);
    },
    async page(maxItems) {
      const { items, failures, stoppedAt } = await decodeResolved<E>(view, shown, await complete(), { hides, plan }, maxItems);
      const offset = stoppedAt ? offsetAfter(stoppedAt) : next;
      return Object.freeze({
        contents: items,
        offset,
        hasMorePages: offset !== undefined,
        failures,
        consumedCapacity: options.returnConsumedCapacity ? raw.ConsumedCapacity : undefined,
      });
    },
  };
}
