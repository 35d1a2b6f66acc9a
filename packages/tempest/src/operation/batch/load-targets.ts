import type { Row } from '../../codec/row.js';
import type { AnyBoundKey } from '../binding.js';
import { expiryOf } from '../expiry.js';
import { keyInput } from '../key-input.js';
import { linkedAbort } from '../linked-abort.js';
import { type DecodeScope, decodeRows, type ReadFailure } from '../read-rows.js';
import type { BoundView } from '../runtime.js';
import { InvalidBatchError } from './invalid-batch-error.js';
import { type BoundDb, resolveView } from './resolve-view.js';
import { rowIdentity } from './row-identity.js';

/** A row to read, and the views to read it through: one as a rule. */
export interface LoadTarget {
  readonly identity: string;
  readonly tableName: string;
  readonly key: Row;
  readonly views: Set<BoundView>;
  /** As the user gave it. */
  readonly given: AnyBoundKey;
}

/**
 * The rows that keys name, each once: DynamoDB refuses a key that is asked for twice.
 *
 * @throws InvalidBatchError, InvalidKeyError
 */
export function loadTargets(db: BoundDb, keys: Iterable<AnyBoundKey>): readonly LoadTarget[] {
  if (typeof keys?.[Symbol.iterator] !== 'function') throw new InvalidBatchError('UNBOUND', 'Pass the keys as an array.');
  const targets = new Map<string, LoadTarget>();
  for (const given of keys) {
    const view = resolveView(db, given, 'key');
    const { table } = view.schema;
    const key = keyInput(view, given);
    const identity = rowIdentity(table, key);
    const known = targets.get(identity);
    if (known) known.views.add(view);
    else targets.set(identity, { identity, tableName: table.tableName, key, views: new Set([view]), given });
  }
  return [...targets.values()];
}

/** What became of the rows that were found. */
export interface LoadedTargets {
  readonly items: readonly object[];
  readonly failures: readonly ReadFailure[];
  /** Rows that went away while they were completed. */
  readonly gone: number;
}

/** Passes the rows that were found, by identity, through the tier, and decodes them view by view. */
export async function decodeTargets(
  targets: readonly LoadTarget[],
  rows: ReadonlyMap<string, Row>,
  { hideExpired, ...scope }: Omit<DecodeScope, 'index' | 'hides'> & { readonly hideExpired: boolean | undefined },
): Promise<LoadedTargets> {
  const byView = new Map<BoundView, Row[]>();
  let found = 0;
  for (const { identity, views } of targets) {
    const row = rows.get(identity);
    if (!row) continue;
    for (const view of views) {
      const ofView = byView.get(view) ?? [];
      ofView.push(row);
      byView.set(view, ofView);
      found += 1;
    }
  }
  const decoded = await allOrNone([...byView], scope.signal, ([view, ofView], signal) => {
    // Of many views, those without a date of expiry have nothing to hide.
    const expiry = view.schema.entity.lifecycle.timeToLive && expiryOf(view, hideExpired);
    return decodeRows<object>(view, ofView, { ...scope, signal, index: undefined, hides: expiry?.isExpired });
  });
  const items = decoded.flatMap(each => each.items);
  const failures = decoded.flatMap(each => each.failures);
  const leftOut = decoded.reduce((sum, each) => sum + each.leftOut, 0);
  return { items, failures, gone: found - items.length - failures.length - leftOut };
}

/** The tables of a request, for messages. */
export function tableNames(targets: readonly { readonly tableName: string }[]): string {
  return [...new Set(targets.map(({ tableName }) => tableName))].join(', ');
}

/** What a step gives for each. Where one fails the others are aborted, and waited for: nothing goes on behind the caller's back. */
async function allOrNone<T, R>(
  all: readonly T[],
  caller: AbortSignal | undefined,
  step: (each: T, signal: AbortSignal | undefined) => Promise<R>,
): Promise<readonly R[]> {
  const [first] = all;
  if (first !== undefined && all.length === 1) return [await step(first, caller)];
  const { controller, release } = linkedAbort(caller);
  const steps = all.map(each => step(each, controller.signal));
  try {
    return await Promise.all(steps);
  } catch (error) {
    controller.abort(error);
    await Promise.allSettled(steps);
    throw error;
  } finally {
    release();
  }
}
