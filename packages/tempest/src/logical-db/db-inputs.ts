import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  TransactGetItemsCommandInput,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { chunks } from '../operation/batch/chunks.js';
import { loadTargets } from '../operation/batch/load-targets.js';
import type { BoundDb } from '../operation/batch/resolve-view.js';
import { type BatchLoadOptions, batchLoadInput, MAX_BATCH_GET_ITEMS } from '../operation/batch-load/batch-load-input.js';
import {
  type BatchWriteOptions,
  batchWriteInput,
  MAX_BATCH_WRITE_ITEMS,
  writeTargets,
} from '../operation/batch-write/batch-write-input.js';
import type { BatchWrites } from '../operation/batch-write/batch-write-set.js';
import type { AnyBoundKey } from '../operation/binding.js';
import {
  BATCH_LOAD_OPTIONS,
  BATCH_WRITE_OPTIONS,
  TRANSACTION_LOAD_OPTIONS,
  TRANSACTION_WRITE_OPTIONS,
} from '../operation/call-option-names.js';
import { checkCallOptions } from '../operation/check-call-options.js';
import { type TransactionLoadOptions, transactionLoadInput } from '../operation/transaction-load/transaction-load-input.js';
import { type TransactionWriteOptions, transactionWriteInput } from '../operation/transaction-write/transaction-write-input.js';
import type { TransactionWrites } from '../operation/transaction-write/transaction-write-set.js';

/**
 * The SDK's inputs of a database's batches and transactions, as its methods of the same names would first send them, before any `changeInput`. They send
 * nothing, and refuse what those methods refuse.
 */
export class DbInputs {
  readonly #db: BoundDb;

  constructor(db: BoundDb) {
    this.#db = db;
  }

  /** One for each chunk. */
  batchLoad(keys: Iterable<AnyBoundKey>, options: BatchLoadOptions = {}): readonly BatchGetItemCommandInput[] {
    checkCallOptions(options, BATCH_LOAD_OPTIONS);
    return chunks(loadTargets(this.#db, keys), MAX_BATCH_GET_ITEMS).map(chunk => batchLoadInput(chunk, options));
  }

  /** One for each chunk. The items' schemas, where their classes have them, are not asked. */
  batchWrite(set: BatchWrites, options: BatchWriteOptions = {}): readonly BatchWriteItemCommandInput[] {
    checkCallOptions(options, BATCH_WRITE_OPTIONS);
    return chunks(writeTargets(this.#db, set), MAX_BATCH_WRITE_ITEMS).map(chunk => batchWriteInput(chunk, options));
  }

  transactionLoad(keys: Iterable<AnyBoundKey>, options: TransactionLoadOptions = {}): TransactGetItemsCommandInput {
    checkCallOptions(options, TRANSACTION_LOAD_OPTIONS);
    return transactionLoadInput(loadTargets(this.#db, keys), options);
  }

  transactionWrite(set: TransactionWrites, options: TransactionWriteOptions = {}): TransactWriteItemsCommandInput {
    checkCallOptions(options, TRANSACTION_WRITE_OPTIONS);
    return transactionWriteInput(this.#db, set, options).input;
  }
}
