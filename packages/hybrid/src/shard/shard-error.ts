import { TempestError, type TempestErrorOptions } from '@tempest-ts/tempest';

/** Why a shard cannot be done. */
export type ShardErrorReason =
  /** It is not what `planShards` made. */
  | 'malformed'
  /** Another version of the library made it. */
  | 'format'
  /** It is of another table, bucket or prefix than this database's: a wrong environment, or a table that was made anew. */
  | 'foreign'
  /** The declarations have changed since it was planned: another age, entity or timestamp. */
  | 'changed'
  /** It was planned at a moment that has not come yet: a clock is wrong. */
  | 'future';

/** A shard cannot be done here. Nothing was moved: plan again, or hand it to the right worker. */
export class ShardError extends TempestError {
  readonly code = 'SHARD_UNUSABLE';
  readonly reason: ShardErrorReason;

  constructor(reason: ShardErrorReason, message: string, options?: TempestErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
