import { type Outcome, type RowKey, TempestError, type TempestErrorOptions } from '@tempest-ts/tempest';

/** Why an archived item cannot be read. */
export type HydrationFailureReason =
  /** There is no such object, or the reader may not know whether there is (S3 answers 403 to a reader without `s3:ListBucket`). */
  | 'missing'
  /** The object is there, and its bytes are not those that were archived. */
  | 'corrupt'
  /** The object is another attempt's, or another item's. */
  | 'foreign'
  /** The item was archived by newer code, or a newer version of this library, than the reader's: deploy that first. */
  | 'newer'
  /** An upcaster of its `@HybridTable` threw, or left what cannot be an item. */
  | 'upcast-failed'
  /** The pointer names a key outside the configured prefix, or is damaged. */
  | 'bad-pointer'
  /** S3 did not answer, or refused, after all retries. */
  | 'unavailable'
  /** The row was archived again and again while it was read. */
  | 'unsettled';

/** An archived item could not be read. Its row, and whatever is in S3, were left as they are. */
export class HydrationError extends TempestError {
  readonly code = 'HYDRATION_FAILED';
  readonly reason: HydrationFailureReason;
  readonly table: string;
  readonly key: RowKey;
  readonly s3Key: string;
  /** Whether the operation's write took effect all the same (a delete whose old item cannot be returned). */
  readonly applied: boolean;

  constructor(
    reason: HydrationFailureReason,
    message: string,
    item: {
      readonly table: string;
      readonly key: RowKey;
      readonly s3Key: string;
      readonly applied: boolean;
    },
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    this.table = item.table;
    this.key = item.key;
    this.s3Key = item.s3Key;
    this.applied = item.applied;
  }
}

/** What went wrong with the store of archived objects. */
export type ArchiveStoreFailure =
  | 'bucket-missing'
  | 'access-denied'
  | 'wrong-region'
  /** The key that objects are encrypted with is missing, disabled, or not for this caller. */
  | 'encryption-key'
  | 'unavailable'
  | 'truncated'
  | 'aborted';

/** A request to S3 failed, after all retries. */
export class ArchiveStoreError extends TempestError {
  readonly code = 'ARCHIVE_STORE_FAILED';
  readonly failure: ArchiveStoreFailure;
  readonly bucketName: string;
  readonly s3Key: string | undefined;

  constructor(failure: ArchiveStoreFailure, message: string, bucketName: string, s3Key: string | undefined, options?: TempestErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.bucketName = bucketName;
    this.s3Key = s3Key;
  }
}

/** `s3Archive` does not say what a pointer says. */
export class PointerFormatError extends TempestError {
  readonly code = 'INVALID_POINTER';
}

/** `archiveOldData()` of a database whose config says `archivalConfig: { enabled: false }`. */
export class ArchivalDisabledError extends TempestError {
  readonly code = 'ARCHIVAL_DISABLED';
}

/** One attempt at archiving took longer than `maxAttemptAge`, so its swap was not sent (again): a sweeper may have begun to count its object as garbage. */
export class AttemptExpiredError extends TempestError {
  readonly code = 'ATTEMPT_EXPIRED';
  /** `'unknown'`: the swap had been sent before, and its answer was lost. The item is archived then, or it is not: either way whole. */
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    const sent = outcome === 'unknown' ? 'not sent again; an earlier send may have taken effect' : 'not sent';
    super(
      `The move of this item took longer than archivalConfig.maxAttemptAge, so its swap was ${sent}. The next run archives what is left.`,
    );
    this.outcome = outcome;
  }
}

/** An item cannot be archived: it was left in DynamoDB as it is. */
export class UnarchivableItemError extends TempestError {
  readonly code = 'UNARCHIVABLE_ITEM';
  readonly table: string;
  readonly key: RowKey;

  constructor(message: string, table: string, key: RowKey, options?: TempestErrorOptions) {
    super(message, options);
    this.table = table;
    this.key = key;
  }
}

/** An archived item cannot be brought back whole, as it would not fit DynamoDB or one request: nothing was changed. */
export class RestoreTooLargeError extends TempestError {
  readonly code = 'RESTORE_TOO_LARGE';
  readonly table: string;
  readonly key: RowKey;

  constructor(message: string, table: string, key: RowKey, options?: TempestErrorOptions) {
    super(message, options);
    this.table = table;
    this.key = key;
  }
}

/** Why a checkpoint cannot be gone on from. */
export type CheckpointErrorReason =
  /** It is nothing that this version of the library wrote. */
  | 'unreadable'
  /** It is that of a run with other declarations, options or tables; or that of a dry run, and this is none. */
  | 'other-run';

/** A checkpoint cannot be gone on from: it is of another run, or nothing that the library wrote. Nothing was moved. */
export class CheckpointError extends TempestError {
  readonly code = 'CHECKPOINT_UNUSABLE';
  readonly reason: CheckpointErrorReason;

  constructor(reason: CheckpointErrorReason, message: string, options?: TempestErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A cache outside the process failed. No read does: it went to S3. What is to be erased may still be in the cache. */
export class ArchiveCacheError extends TempestError {
  readonly code = 'CACHE_FAILED';
  readonly operation: 'get' | 'set' | 'delete';

  constructor(message: string, operation: 'get' | 'set' | 'delete', options?: TempestErrorOptions) {
    super(message, options);
    this.operation = operation;
  }
}

/** A table export, or a file of it, is not there, not whole, or of a kind that is not read. */
export class ExportError extends TempestError {
  readonly code = 'EXPORT_UNREADABLE';
  /** Where the export is. */
  readonly source: string;
  /** The file, under the export's folder. */
  readonly path: string;

  constructor(message: string, source: string, path: string, options?: TempestErrorOptions) {
    super(message, options);
    this.source = source;
    this.path = path;
  }
}
