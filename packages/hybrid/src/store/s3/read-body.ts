import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { ArchiveStoreError } from '../../errors.js';

type Body = NonNullable<GetObjectCommandOutput['Body']>;

/** What is read, and how large it may be. */
export interface BodyRead {
  readonly bucketName: string;
  readonly key: string;
  /** What S3 says of its size. */
  readonly size: number;
  readonly maxBytes: number;
  /** `undefined`: any size is right. */
  readonly expectedBytes: number | undefined;
}

/** Ends a transfer whose bytes nobody wants, so that its socket is free again. */
function discard(body: Body | undefined): void {
  if (body && 'destroy' in body && typeof body.destroy === 'function') body.destroy();
}

async function collect(body: Body, { bucketName, key }: BodyRead): Promise<Uint8Array> {
  try {
    return await body.transformToByteArray();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw new ArchiveStoreError('truncated', `The transfer of ${JSON.stringify(key)} broke off.`, bucketName, key, { cause });
  }
}

/**
 * The bytes of an answer; `undefined` where it has not the size that it should have.
 *
 * @throws ArchiveStoreError where they end too soon
 */
export async function readBody(body: Body | undefined, read: BodyRead): Promise<Uint8Array | undefined> {
  const { bucketName, key, size, maxBytes, expectedBytes } = read;
  if (size > maxBytes || (expectedBytes !== undefined && size !== expectedBytes)) {
    discard(body);
    return undefined;
  }
  const bytes = body ? await collect(body, read) : new Uint8Array();
  if (bytes.byteLength === size) return bytes;
  const message = `The transfer of ${JSON.stringify(key)} ended after ${bytes.byteLength} of ${size} bytes.`;
  throw new ArchiveStoreError('truncated', message, bucketName, key);
}
