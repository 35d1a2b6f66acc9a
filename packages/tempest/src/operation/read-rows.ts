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

async function resolveRows(view: BoundView, rows: readonly Row[], scope: ReadScope): Promise<readonly ResolvedRow[]> {
  const { tier } = view.runtime;
  if (tier) return rows.some(row => tier.needsResolving(row)) ? tier.resolve(rows, scope) : rows.map(row => ({ row }));
  return rows.map(row => {
    if (isPointer(row, view.schema)) throw archivedRow(view.schema.table, row, false);
    return { row };
  });
}

/** What a read is about, and what it leaves out. */
export interface DecodeScope extends Omit<ReadScope, 'table' | 'view'> {
  /** Rows to leave out: as they are stored, which spares reading archived ones, and once they are whole. */
  readonly hides?: ((row: ReadonlyRow) => boolean) | undefined;
  /** Who answers the user's filter, where there is one. */
  readonly plan?: FilterPlan;
  /** Stop after so many items. Default: no limit. */
  readonly maxItems?: number | undefined;
}

/** The one step between raw rows and items: completes the archived ones and decodes all, in order. */
export async function decodeRows<E extends object>(
  view: BoundView,
  rows: readonly Row[],
  { hides = () => false, plan, maxItems, ...scope }: DecodeScope,
): Promise<DecodedRows<E>> {
  const { schema, runtime } = view;
  const items: E[] = [];
  const failures: ReadFailure[] = [];
  const shown = rows.filter(row => mayBeItemOf(schema, row) && !hides(row));
  let leftOut = rows.length - shown.length;
  const resolvedRows = await resolveRows(view, shown, { ...scope, table: schema.table, view: schema });
  for (const [index, resolved] of resolvedRows.entries()) {
    if ('gone' in resolved) continue;
    if ('failure' in resolved) {
      failures.push({ key: resolved.key, error: resolved.failure });
      continue;
    }
    if (!isItemOf(schema, resolved.row) || hides(resolved.row)) {
      leftOut += 1;
      continue;
    }
    // Of rows that were whole DynamoDB has told already.
    const isUntold = plan?.alone || resolved.row !== shown[index];
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

/** The same for one row. A row that cannot be completed throws: there is no page to report it in. */
export async function decodeRow<E extends object>(view: BoundView, row: Row, scope: DecodeScope): Promise<E | undefined> {
  const { items, failures } = await decodeRows<E>(view, [row], scope);
  if (failures[0]) throw failures[0].error;
  return items[0];
}
