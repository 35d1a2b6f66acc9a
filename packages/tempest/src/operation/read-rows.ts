import type { ReadonlyRow, Row } from '../codec/row.js';
import type { RowKey, TempestError } from '../errors.js';
import { isItemOf, mayBeItemOf } from '../metadata/view-items.js';
import type { FilterPlan } from './filter-plan.js';
import { viewOfRow } from './members.js';
import type { BoundView } from './runtime.js';
import { archivedRow, isPointer, type ReadScope, type ResolvedRow } from './tier.js';
import { validateRead } from './validate-item/validate-item.js';

/** An item that could not be completed, where the database reports such rather than throw. */
export interface ReadFailure {
  /** The row's key, as stored. */
  readonly key: RowKey;
  readonly error: TempestError;
}

/** The items that rows stand for. */
export interface DecodedRows<E> {
  readonly items: readonly E[];
  readonly failures: readonly ReadFailure[];
  /** Rows that were left out: hidden, or of another class than the view's. */
  readonly leftOut: number;
  /** The row of the last item that was wanted; `undefined`: all rows were looked at. */
  readonly stoppedAt: Row | undefined;
}

/** What a read is about, and what it leaves out. */
export interface DecodeScope extends Omit<ReadScope, 'table' | 'view'> {
  /** Rows to leave out: as they are stored, which spares reading archived ones, and once they are whole. */
  readonly hides?: ((row: ReadonlyRow) => boolean) | undefined;
  /** Who answers the user's filter, where there is one. */
  readonly plan?: FilterPlan;
}

/** Rows that may be items of the view, as far as they tell before they are whole. */
export function shownRows({ schema }: BoundView, rows: readonly Row[], { hides }: Pick<DecodeScope, 'hides'>): readonly Row[] {
  return rows.filter(row => mayBeItemOf(schema, row) && !hides?.(row));
}

/** Completes the archived ones of the rows that are shown. */
export async function resolveRows(view: BoundView, shown: readonly Row[], scope: DecodeScope): Promise<readonly ResolvedRow[]> {
  const { schema, runtime } = view;
  const { tier } = runtime;
  if (tier) {
    if (!shown.some(row => tier.needsResolving(row))) return shown.map(row => ({ row }));
    return tier.resolve(shown, { ...scope, table: schema.table, view: schema });
  }
  return shown.map(row => {
    if (isPointer(row, schema)) throw archivedRow(schema.table, row, false);
    return { row };
  });
}

/** Makes items of rows that are whole, in order: so many at most. */
export async function decodeResolved<E extends object>(
  view: BoundView,
  shown: readonly Row[],
  resolvedRows: readonly ResolvedRow[],
  { hides, plan }: Pick<DecodeScope, 'hides' | 'plan'>,
  maxItems?: number,
): Promise<DecodedRows<E>> {
  const { schema, runtime } = view;
  const items: E[] = [];
  const failures: ReadFailure[] = [];
  let leftOut = 0;
  for (const [index, resolved] of resolvedRows.entries()) {
    if ('gone' in resolved) continue;
    if ('failure' in resolved) {
      failures.push({ key: resolved.key, error: resolved.failure });
      continue;
    }
    // Of rows that were whole DynamoDB has told already, and they were shown.
    const isNew = resolved.row !== shown[index];
    if (!isItemOf(schema, resolved.row) || (isNew && hides?.(resolved.row))) {
      leftOut += 1;
      continue;
    }
    const isUntold = plan?.alone || isNew;
    if (isUntold && plan?.local?.(resolved.row) === false) continue;
    const own = viewOfRow(view, resolved.row);
    const item = own.codec.decode(resolved.row) as E; // the codec makes instances of the view's entity
    if (own.schema.entity.validation?.onRead) await validateRead(own, resolved.row, item); // a step of every item of every page
    if (resolved.origin) runtime.tier?.decoded(item, resolved.origin);
    items.push(item);
    if (items.length === maxItems) return { items, failures, leftOut, stoppedAt: shown[index] };
  }
  return { items, failures, leftOut, stoppedAt: undefined };
}

/** The one way from raw rows to items: completes the archived ones and decodes all, in order. */
export async function decodeRows<E extends object>(view: BoundView, rows: readonly Row[], scope: DecodeScope): Promise<DecodedRows<E>> {
  const shown = shownRows(view, rows, scope);
  const { leftOut, ...decoded } = await decodeResolved<E>(view, shown, await resolveRows(view, shown, scope), scope);
  return { ...decoded, leftOut: leftOut + rows.length - shown.length };
}

/** The same for one row. A row that cannot be completed throws: there is no page to report it in. */
export async function decodeRow<E extends object>(view: BoundView, row: Row, scope: DecodeScope): Promise<E | undefined> {
  const { items, failures } = await decodeRows<E>(view, [row], scope);
  if (failures[0]) throw failures[0].error;
  return items[0];
}
