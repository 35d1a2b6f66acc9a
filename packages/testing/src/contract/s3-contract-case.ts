import assert from 'node:assert/strict';
import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** An S3 endpoint under test. */
export interface S3ContractTarget {
  readonly client: S3Client;
  /** A bucket without versioning that is only for this run. Cases that need more buckets derive their names from it. */
  readonly bucketName: string;
}

/** One behaviour that an S3 endpoint must show. Cases leave alone what other cases put: each has keys, or a bucket, of its own. */
export interface S3ContractCase {
  readonly name: string;
  run(target: S3ContractTarget): Promise<void>;
}

export interface ExpectedS3Error {
  readonly status: number;
  /** Left out for HEAD, whose errors have no document to name them. */
  readonly code?: string;
}

/** Asserts that a request is refused with this status and code, and returns the error. */
export async function assertRefused(request: Promise<unknown>, { status, code }: ExpectedS3Error): Promise<S3ServiceException> {
  const outcome: unknown = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof S3ServiceException, `expected ${status} ${code ?? ''}, got ${String(outcome ?? 'success')}`);
  assert.equal(outcome.$metadata.httpStatusCode, status, `expected ${status} ${code ?? ''}, got ${outcome.name}: ${outcome.message}`);
  if (code !== undefined) assert.equal(outcome.name, code);
  return outcome;
}

/** The body of a GetObject as text. */
export async function textOf({ Body }: { readonly Body?: { transformToString(): Promise<string> } | undefined }): Promise<string> {
  assert.ok(Body, 'the response has no body');
  return Body.transformToString();
}
