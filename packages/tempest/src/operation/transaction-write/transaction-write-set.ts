import { describe } from '../../codec/describe-value.js';
import type { AnyCondition, ConditionInput } from '../../expression/typed/condition-types.js';
import type { UpdateCallback } from '../../expression/typed/update-types.js';
import { InvalidBatchError } from '../batch/invalid-batch-error.js';
import type { BoundTo, Unbound } from '../binding.js';
import { TRANSACTION_OPTIONS, TRANSACTION_UPDATE_OPTIONS } from '../call-option-names.js';
import { checkCallOptions } from '../check-call-options.js';
import type { AnyChanges } from '../update/update-input.js';

import { checkIdempotencyToken } from './check-idempotency-token.js';

/** One operation of a transaction. */
export type TransactionOperation =
  | { readonly kind: 'save'; readonly target: object; readonly options: TransactionOptions<AnyCondition> }
  | {
      readonly kind: 'update';
      readonly target: object;
      readonly changes: AnyChanges;
      readonly options: TransactionUpdateOptions<AnyCondition>;
    }
  | { readonly kind: 'delete'; readonly target: object; readonly options: TransactionOptions<AnyCondition> }
  | { readonly kind: 'checkCondition'; readonly target: object; readonly options: { readonly if: AnyCondition } };

/** Options of `save` and `delete` in a transaction. */
export interface TransactionOptions<If> {
  /** Cancel the whole transaction unless this holds of the stored item. */
  readonly if?: If;
}

/** Options of `update` in a transaction. */
export interface TransactionUpdateOptions<If> extends TransactionOptions<If> {
  /** Make the item where there is none, instead of cancelling the transaction. Default: false. */
  readonly upsert?: boolean;
  /** Cancel the whole transaction unless the stored item has this `@Version()`. Not together with `upsert`. */
  readonly version?: number | bigint;
}

/**
 * Up to 100 operations that are done all or not at all, on items of any views. Their order is kept. One row may be named once.
 *
 * An instance is what a view's `create()` made, or of a class that has one inline view in the database; a key is what a view's `key()` made.
 *
 * @example
 * await db.transactionWrite(
 *   new TransactionWriteSet()
 *     .update(db.music.playlists.key({ playlistToken }), u => u.tracks.append(token), { if: p => p.playlistVersion.eq(3) })
 *     .checkCondition(db.music.albumTracks.key({ albumToken, trackToken }), { if: t => t.trackTitle.exists() }),
 * );
 */
export class TransactionWriteSet {
  readonly #operations: TransactionOperation[] = [];
  #token: string | undefined;

  /** Puts an item, as a view's `save` does, its version included. */
  save<E extends Unbound>(item: E, options: TransactionOptions<ConditionInput<E>> = {}): this {
    return this.#add(TRANSACTION_OPTIONS, { kind: 'save', target: item, options });
  }

  /** Changes some attributes of an item, as a view's `update` does; a missing item cancels the transaction unless `upsert`. */
  update<E extends object, Key extends PropertyKey>(
    key: BoundTo<E, Key>,
    changes: UpdateCallback<E, Key>,
    options: TransactionUpdateOptions<ConditionInput<E>> = {},
  ): this {
    return this.#add(TRANSACTION_UPDATE_OPTIONS, { kind: 'update', target: key, changes, options });
  }

  /** Deletes an item by its key, whatever its version; or as an instance, and then only of the version that it carries. */
  delete<E extends object>(key: BoundTo<E, PropertyKey>, options?: TransactionOptions<ConditionInput<E>>): this;
  delete<E extends Unbound>(item: E, options?: TransactionOptions<ConditionInput<E>>): this;
  delete(target: object, options: TransactionOptions<AnyCondition> = {}): this {
    return this.#add(TRANSACTION_OPTIONS, { kind: 'delete', target, options });
  }

  /** Writes nothing, and cancels the whole transaction unless a condition holds of an item. */
  checkCondition<E extends object>(key: BoundTo<E, PropertyKey>, options: { readonly if: ConditionInput<E> }): this {
    return this.#add(TRANSACTION_OPTIONS, { kind: 'checkCondition', target: key, options });
  }

  /**
   * Has DynamoDB do this transaction once, however often it is sent within ten minutes, the operations being the same. Without a token, each call is a
   * transaction of its own. To repeat one whose answer was lost, send the same set again: its generated times are then those of its first sending. A set made
   * anew has other times, where an entity has such, and is refused with `IdempotencyTokenError`.
   *
   * @param token 1 to 36 characters
   * @throws ConfigurationError
   */
  idempotencyToken(token: string): this {
    checkIdempotencyToken(token);
    this.#token = token;
    return this;
  }

  /** Appends the operations of another set; its token, where it has one, is left. */
  addAll(set: TransactionWrites): this {
    if (!Array.isArray(set?.operations))
      throw new InvalidBatchError('UNBOUND', `addAll() takes a TransactionWriteSet, not ${describe(set)}.`);
    this.#operations.push(...set.operations);
    return this;
  }

  get operations(): readonly TransactionOperation[] {
    return [...this.#operations];
  }

  get token(): string | undefined {
    return this.#token;
  }

  get size(): number {
    return this.#operations.length;
  }

  #add(names: Readonly<Record<string, true>>, operation: TransactionOperation): this {
    checkCallOptions(operation.options, names);
    this.#operations.push(Object.freeze(operation));
    return this;
  }
}

/** What `transactionWrite` reads of a set. */
export type TransactionWrites = Pick<TransactionWriteSet, 'operations' | 'token'>;
