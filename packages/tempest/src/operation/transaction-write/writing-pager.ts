import { randomUUID } from 'node:crypto';
import { describe } from '../../codec/describe-value.js';
import { isPlainObject } from '../../codec/native-codec.js';
import { ConfigurationError, RequestError } from '../../errors.js';
import { InvalidBatchError } from '../batch/invalid-batch-error.js';
import { WRITING_PAGER_OPTIONS } from '../call-option-names.js';
import { checkCallOptions } from '../check-call-options.js';
import { TransactionCanceledError } from './transaction-canceled-error.js';
import { MAX_TRANSACT_ITEMS, type TransactionWriteOptions } from './transaction-write-input.js';
import { TransactionWriteSet } from './transaction-write-set.js';

/** What a `WritingPager` asks of the application. Each may be asynchronous: to load what a page builds on, say. */
export interface WritingPagerHandler<T> {
  /**
   * Before each page: how many of the updates that are left it may take, one at least. Default: as many as fit.
   *
   * @param maxTransactionItems the page's limit, in operations
   */
  beforePage?(remainingUpdates: readonly T[], maxTransactionItems: number): number | Promise<number>;
  /** Adds an update's operations. It is asked again for an update that did not fit and goes to the next page, or to another try. */
  item(set: TransactionWriteSet, update: T): void | Promise<void>;
  /**
   * Adds operations for the page as a whole, just before it is written. Where they do not fit beside the page's updates it is asked again, with a new
   * set and fewer updates.
   */
  finishPage?(set: TransactionWriteSet, pageUpdates: readonly T[]): void | Promise<void>;
  /** After a page was written. */
  pageWritten?(set: TransactionWriteSet): void | Promise<void>;
  /**
   * Around each page: to retry or measure it. `proceed` builds and writes the page, and does so anew after a failure; a page that may have been written although its answer was
   * lost is sent again as it was, and written once. Once it has succeeded it does nothing.
   */
  eachPage?(proceed: () => Promise<void>): Promise<void>;
}

/** Options of `transactionWritingPager`. */
export interface WritingPagerOptions<T> extends WritingPagerHandler<T> {
  /** Operations of one transaction, those of `finishPage` among them: 1 to 100. Default: 100. */
  readonly maxTransactionItems?: number;
}

/** What a pager writes with. */
interface TransactionWriter {
  transactionWrite(set: TransactionWriteSet, options?: TransactionWriteOptions): Promise<unknown>;
}

interface WritePage {
  readonly set: TransactionWriteSet;
  readonly updates: number;
}

/** A page that may have been written: its answer was lost. */
interface UnclearPage extends WritePage {
  /** By `performance.now()`. */
  readonly sentAt: number;
  readonly cause: unknown;
}

/** DynamoDB remembers a token for ten minutes (API reference, TransactWriteItems, ClientRequestToken); a page is not sent again in the last of them. */
const RESEND_WITHIN_MS = 9 * 60 * 1000;

const mayHaveWritten = (error: unknown): boolean => (error as { readonly outcome?: unknown } | undefined)?.outcome === 'unknown';

/**
 * Writes any number of updates in pages, each of which is one transaction. Every page takes one update at least or ends in an error, so that it comes to an end.
 *
 * @example
 * const pager = db.transactionWritingPager(trackKeys, {
 *   item: (set, key) => set.checkCondition(key, { if: t => t.trackTitle.exists() }),
 *   finishPage: (set, keys) => set.update(playlist, u => u.tracks.append(keys.map(key => key.trackToken))),
 * });
 * await pager.execute();
 */
export class WritingPager<T> {
  readonly #db: TransactionWriter;
  readonly #updates: readonly T[];
  readonly #options: WritingPagerOptions<T>;
  readonly #maxItems: number;
  #updatedCount = 0;
  #execution: Promise<void> | undefined;
  #unclear: UnclearPage | undefined;

  constructor(db: TransactionWriter, updates: Iterable<T>, options: WritingPagerOptions<T>) {
    // A handler that is an instance of a class has fields of its own.
    if (typeof options !== 'object' || options === null || isPlainObject(options)) checkCallOptions(options, WRITING_PAGER_OPTIONS);
    if (typeof options?.item !== 'function') {
      throw new ConfigurationError(
        'transactionWritingPager() needs `item`: (set, update) => set.save(...), which adds the operations of one update.',
      );
    }
    if (typeof updates?.[Symbol.iterator] !== 'function') {
      throw new ConfigurationError(`transactionWritingPager() takes its updates as an array, not ${describe(updates)}.`);
    }
    const { maxTransactionItems = MAX_TRANSACT_ITEMS } = options;
    if (!Number.isSafeInteger(maxTransactionItems) || maxTransactionItems < 1 || maxTransactionItems > MAX_TRANSACT_ITEMS) {
      throw new ConfigurationError(
        `\`maxTransactionItems\` is a whole number from 1 to ${MAX_TRANSACT_ITEMS}, not ${maxTransactionItems}.`,
      );
    }
    this.#db = db;
    this.#updates = [...updates];
    this.#options = options;
    this.#maxItems = maxTransactionItems;
  }

  /** Updates that were written. */
  get updatedCount(): number {
    return this.#updatedCount;
  }

  /** Updates that were not written yet: after an error, those that are left. */
  get remainingUpdates(): readonly T[] {
    return this.#updates.slice(this.#updatedCount);
  }

  /**
   * Writes what is left. After an error it may be called again, and goes on with the page that failed: within nine minutes also where nobody knows whether that was written, which
   * the error's `outcome` says. It is then sent again as it was, and DynamoDB, which knows it by its token, writes it once. Called while it runs, it joins that run: two would write pages twice.
   *
   * @param options of each page's transaction: a `timeoutMs` is for each page by itself
   * @throws InvalidBatchError where a single update does not fit a transaction, ConfigurationError where `eachPage` or `beforePage` lets nothing be written,
   * RequestError where nobody knows whether a page was written, and it is too late to send it again, and whatever `transactionWrite` throws
   */
  execute(options?: TransactionWriteOptions): Promise<void> {
    this.#execution ??= this.#writeAll(options).finally(() => {
      this.#execution = undefined;
    });
    return this.#execution;
  }

  async #writeAll(options: TransactionWriteOptions | undefined): Promise<void> {
    while (this.#updatedCount < this.#updates.length) {
      const before = this.#updatedCount;
      let page: Promise<void> | undefined;
      let failure: unknown;
      const proceed = async (): Promise<void> => {
        if (this.#updatedCount > before) return;
        page ??= this.#writePage(options)
          .catch(error => {
            failure = error;
            throw error;
          })
          .finally(() => {
            page = undefined;
          });
        await page;
      };
      await (this.#options.eachPage ? this.#options.eachPage(proceed) : proceed());
      // An `eachPage` that does not wait for `proceed` must not have the next page written beside this one.
      await page?.catch(() => undefined);
      if (this.#updatedCount === before) {
        throw new ConfigurationError(
          '`eachPage` returned without a page having been written. Await `proceed`, and throw where it cannot succeed.',
          failure === undefined ? {} : { cause: failure },
        );
      }
    }
  }

  async #writePage(options: TransactionWriteOptions | undefined): Promise<void> {
    const unclear = this.#unclear;
    if (unclear && performance.now() - unclear.sentAt > RESEND_WITHIN_MS) throw this.#tooLate(unclear);
    const { set, updates } = unclear ?? (await this.#page());
    const sentAt = unclear?.sentAt ?? performance.now();
    try {
      if (set.size > 0) await this.#db.transactionWrite(set, options);
      this.#unclear = undefined;
    } catch (cause) {
      // What became of this send says nothing of an earlier one, unless DynamoDB looked at the transaction: it would have known it.
      const isUnclear = mayHaveWritten(cause) || (unclear !== undefined && !(cause instanceof TransactionCanceledError));
      this.#unclear = isUnclear ? { set, updates, sentAt, cause: unclear?.cause ?? cause } : undefined;
      throw cause;
    }
    this.#updatedCount += updates;
    await this.#options.pageWritten?.(set);
  }

  /** A page that fits: where `finishPage` adds more than is left, with fewer updates. */
  async #page(): Promise<WritePage> {
    const handler = this.#options;
    const remaining = this.remainingUpdates;
    const sets: TransactionWriteSet[] = [];
    let size = 0;
    for (const update of remaining.slice(0, await this.#pageLimit(remaining))) {
      const set = new TransactionWriteSet();
      await handler.item(set, update);
      if (size + set.size > this.#maxItems) {
        if (sets.length === 0) throw this.#tooLarge(set.size);
        break;
      }
      size += set.size;
      sets.push(set);
    }
    for (let count = sets.length; ; count -= 1) {
      const page = new TransactionWriteSet();
      for (const set of sets.slice(0, count)) page.addAll(set);
      await handler.finishPage?.(page, remaining.slice(0, count));
      if (page.size <= this.#maxItems) {
        if (page.token === undefined) page.idempotencyToken(randomUUID()); // so that it can be sent again as it was
        return { set: page, updates: count };
      }
      if (count <= 1) throw this.#tooLarge(page.size);
    }
  }

  async #pageLimit(remaining: readonly T[]): Promise<number> {
    const limit = (await this.#options.beforePage?.(remaining, this.#maxItems)) ?? remaining.length;
    if (Number.isSafeInteger(limit) && limit > 0) return limit;
    throw new ConfigurationError(
      `\`beforePage\` resolves to how many updates the page may take, one at least, not ${limit}: the pager would never end.`,
    );
  }

  #tooLate({ updates, cause }: UnclearPage): RequestError {
    const from = this.#updatedCount;
    const message =
      `updates[${from}] to updates[${from + updates - 1}] were sent as one transaction whose answer was lost, too long ago for DynamoDB to know it again: they may have been written. ` +
      'Read their items, and give those that are not written to a new pager.';
    const table = cause instanceof RequestError ? cause.table : '';
    return new RequestError('REQUEST_FAILED', message, 'TransactWriteItems', table, 'unknown', { cause });
  }

  #tooLarge(operations: number): InvalidBatchError {
    return new InvalidBatchError(
      'TOO_MANY',
      `updates[${this.#updatedCount}] takes ${operations} operations by itself, with those of \`finishPage\`; a page has at most ${this.#maxItems}. ` +
        'Split the update, or raise `maxTransactionItems`.',
    );
  }
}
