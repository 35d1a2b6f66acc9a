import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';

/** How long things may take in a run. */
export interface Times {
  /** The longest that a move of an item may take: the library's default is an hour. */
  readonly attemptSeconds: number;
  /** What the sweeper really waits: longer than any move with the longest delay of its last request, on a machine that may be busy. */
  readonly graceMs: number;
  /** What it is told to wait: the least that the library takes. */
  readonly graceDays: number;
  /** How much later S3 has to say that it is for the one to be the other. */
  readonly passedMs: number;
}

const times = (attemptSeconds: number, graceMs: number): Times => {
  const graceDays = 1 + attemptSeconds / 86_400;
  return { attemptSeconds, graceMs, graceDays, passedMs: graceDays * 86_400_000 - graceMs };
};

/** Of a run without a bug, which is to sweep within a minute. */
export const QUICK: Times = times(15, 25_000);
/** Where a bug is to meet a slow move: two runs of the sweeper fit into one, also on a busy machine. */
export const SLOW: Times = times(60, 75_000);

/**
 * Has a sweeper believe that so much time has passed in S3. The library's least grace is a day, as nobody knows how long a real network keeps a request; here
 * the longest is known.
 */
export function passTime(s3: S3Client, ms: number, name: string): void {
  s3.middlewareStack.add(
    (next, context) => async args => {
      const result = await next(args);
      const { Key = '' } = args.input as { readonly Key?: string };
      if (context.commandName !== 'GetObjectCommand' || !/^tempest~ledger\/clock\//.test(Key)) return result;
      const output = result.output as GetObjectCommandOutput; // the command's
      if (output.LastModified) output.LastModified = new Date(output.LastModified.getTime() + ms);
      return result;
    },
    { step: 'initialize', priority: 'low', name },
  );
}
