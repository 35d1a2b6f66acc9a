import { TempestError, type TempestErrorOptions } from '@tempest-ts/hybrid';

/** A part of a shard could not be read; `cause` says why. The job fails, and its next attempt goes on where this one stopped. */
export class UnfinishedShardError extends TempestError {
  readonly code = 'SHARD_UNFINISHED';
  /** The shard's id. */
  readonly shard: string;

  constructor(shard: string, options: TempestErrorOptions = {}) {
    // Not the cause's message: DynamoDB's own words may be about an item, and this one is kept in Redis.
    const why = options.cause instanceof TempestError ? `: ${options.cause.code}` : '';
    super(`Shard ${shard} was not read to its end${why}. The next attempt goes on from where it stopped.`, options);
    this.shard = shard;
  }
}

/** A job of the queue is none that this package adds. */
export class UnknownJobError extends TempestError {
  readonly code = 'JOB_UNKNOWN';
  /** The job's name. */
  readonly job: string;

  constructor(job: string) {
    super(
      `Queue jobs are called plan, shard or report, and not ${JSON.stringify(job)}: something else adds jobs to this queue, or a newer version of the ` +
        'package does. Give archiving a queue of its own (`queueName`), and update workers before producers.',
    );
    this.job = job;
  }
}
