import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type LocalS3, type LocalS3Options, startLocalS3 } from '../../src/s3/local-s3.js';

const running: LocalS3[] = [];

/** Starts a server with a bucket called `bucket`. Each test file stops what it started by `stopAll` after each test. */
export async function startS3(options: LocalS3Options = {}): Promise<LocalS3> {
  const s3 = await startLocalS3(options);
  running.push(s3);
  await s3.client.send(new CreateBucketCommand({ Bucket: 'bucket' })).catch((error: unknown) => {
    // A server that is started again on its directory has the bucket.
    if (!(error instanceof Error) || error.name !== 'BucketAlreadyOwnedByYou') throw error;
  });
  s3.requests.reset();
  return s3;
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map(s3 => s3.stop()));
}

/** A client that shows each failure: it never retries. */
export function clientWithoutRetries({ endpoint }: LocalS3): S3Client {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 });
}
