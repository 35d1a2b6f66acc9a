import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';

/** The longest that a move of an item may take here: the library's default is an hour. */
export const MAX_ATTEMPT_AGE_SECONDS = 8;
/** What the sweeper really waits: longer than any move with the longest delay of its last request, on a machine that may be busy. */
export const GRACE_MS = 20_000;
/** What it is told to wait: the least that the library takes. */
export const GRACE_DAYS = 1 + MAX_ATTEMPT_AGE_SECONDS / 86_400;
export const GRACE_DAYS_MS: number = GRACE_DAYS * 86_400_000;

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
