import { type AnyBoundKey, type ConditionOf, ConfigurationError, type InlineView } from '@tempest-ts/tempest';
import type { BoundView, KeyCondition } from '@tempest-ts/tempest/extend';

/** The items that a key condition of a view names. */
export interface RestoreCondition<E extends object, P extends keyof E & string, S extends keyof E & string = never> {
  /** `db.users.sessions` */
  readonly view: InlineView<E, P, S>;
  readonly condition: ConditionOf<E, P, S>;
}

/** What to restore: everything, the items of keys that views' `key()` made, or those that a key condition names. */
export type RestoreTarget<E extends object, P extends keyof E & string, S extends keyof E & string = never> =
  | 'all'
  | Iterable<AnyBoundKey>
  | RestoreCondition<E, P, S>;

/** A target, checked. */
export type ResolvedTarget =
  | { readonly kind: 'all' }
  | { readonly kind: 'keys'; readonly keys: Iterable<AnyBoundKey> }
  | { readonly kind: 'condition'; readonly view: BoundView; readonly condition: KeyCondition<object> };

/**
 * Tells what is to be restored.
 *
 * @param viewOf what a database's view object stands for
 * @throws ConfigurationError
 */
export function resolveTarget(target: unknown, viewOf: (view: object) => BoundView | undefined): ResolvedTarget {
  if (target === 'all') return { kind: 'all' };
  if (typeof target === 'object' && target !== null) {
    if (Symbol.iterator in target) return { kind: 'keys', keys: target as Iterable<AnyBoundKey> }; // each is checked as it is taken
    const { view, condition } = target as { readonly view?: object; readonly condition?: KeyCondition<object> };
    const bound = view && viewOf(view);
    if (bound?.schema.kind === 'inline' && condition) return { kind: 'condition', view: bound, condition };
  }
  throw new ConfigurationError(
    "restore() takes 'all', keys that views' key() made, or { view, condition } with an inline view of this database: { view: db.users.sessions, condition: beginsWith({ userId }) }.",
  );
}
