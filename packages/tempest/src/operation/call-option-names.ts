import type { BatchOptions } from './batch/batch-options.js';
import type { BatchLoadOptions } from './batch-load/batch-load-input.js';
import type { BatchWriteOptions } from './batch-write/batch-write-input.js';
import type { CallOptions } from './call-options.js';
import type { ChangeOptions } from './change-input.js';
import type { OptionNames } from './check-call-options.js';
import type { CountOptions } from './count/count-input.js';
import type { DeleteOptions } from './delete/delete-input.js';
import type { LoadOptions } from './load/load-input.js';
import type { PagingOptions } from './paging.js';
import type { QueryAllOptions, QueryOptions } from './query/query-input.js';
import type { PageOptions } from './read-page.js';
import type { SaveOptions } from './save/save-input.js';
import type { ScanAllOptions, ScanOptions } from './scan/scan-input.js';
import type { TransactionLoadOptions } from './transaction-load/transaction-load-input.js';
import type { TransactionWriteOptions } from './transaction-write/transaction-write-input.js';
import type { TransactionOptions, TransactionUpdateOptions } from './transaction-write/transaction-write-set.js';
import type { WritingPagerOptions } from './transaction-write/writing-pager.js';
import type { UpdateOptions } from './update/update-input.js';
import type { ValidateOptions } from './validate-table/validate-tables.js';

const call: OptionNames<CallOptions> = { signal: true, timeoutMs: true, capacity: true };
const change: OptionNames<ChangeOptions<unknown>> = { changeInput: true };
const page: OptionNames<PageOptions> = {
  pageSize: true,
  maxPageBytes: true,
  consistentRead: true,
  hideExpired: true,
  initialOffset: true,
  returnConsumedCapacity: true,
  ...call,
};
const paging: OptionNames<PagingOptions> = { limit: true, prefetch: true };
const batch: OptionNames<BatchOptions> = { concurrency: true, maxAttempts: true, returnConsumedCapacity: true, ...call };

export const LOAD_OPTIONS: OptionNames<LoadOptions> = { consistentRead: true, hideExpired: true, ...change, ...call };
export const SAVE_OPTIONS: OptionNames<SaveOptions> = { if: true, ...change, ...call };
export const UPDATE_OPTIONS: OptionNames<UpdateOptions> = { if: true, upsert: true, version: true, ...change, ...call };
export const DELETE_OPTIONS: OptionNames<DeleteOptions> = { if: true, returnOld: true, ...change, ...call };
export const QUERY_OPTIONS: OptionNames<QueryOptions> = { filter: true, asc: true, ...change, ...page };
export const QUERY_ALL_OPTIONS: OptionNames<QueryAllOptions> = { ...QUERY_OPTIONS, ...paging };
export const SCAN_OPTIONS: OptionNames<ScanOptions> = { filter: true, workerId: true, ...change, ...page };
export const SCAN_ALL_OPTIONS: OptionNames<ScanAllOptions> = { ...SCAN_OPTIONS, ...paging };
export const COUNT_OPTIONS: OptionNames<CountOptions> = { consistentRead: true, filter: true, hideExpired: true, ...change, ...call };
export const BATCH_LOAD_OPTIONS: OptionNames<BatchLoadOptions> = { consistentRead: true, hideExpired: true, ...change, ...batch };
export const BATCH_WRITE_OPTIONS: OptionNames<BatchWriteOptions> = { ...change, ...batch };
export const TRANSACTION_LOAD_OPTIONS: OptionNames<TransactionLoadOptions> = {
  hideExpired: true,
  returnConsumedCapacity: true,
  ...change,
  ...call,
};
export const TRANSACTION_WRITE_OPTIONS: OptionNames<TransactionWriteOptions> = { returnConsumedCapacity: true, ...change, ...call };
export const VALIDATE_OPTIONS: OptionNames<ValidateOptions> = { ignore: true, ...call };

/** Of the operations in a `TransactionWriteSet`. */
export const TRANSACTION_OPTIONS: OptionNames<TransactionOptions<unknown>> = { if: true };
export const TRANSACTION_UPDATE_OPTIONS: OptionNames<TransactionUpdateOptions<unknown>> = { if: true, upsert: true, version: true };

export const WRITING_PAGER_OPTIONS: OptionNames<WritingPagerOptions<unknown>> = {
  item: true,
  beforePage: true,
  finishPage: true,
  pageWritten: true,
  eachPage: true,
  maxTransactionItems: true,
};
