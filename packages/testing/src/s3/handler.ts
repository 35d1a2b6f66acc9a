import type { Catalog } from './catalog.js';
import type { S3Reply } from './s3-reply.js';
import type { S3Request } from './s3-request.js';

/** What a handler works on besides the request. */
export interface S3State {
  readonly catalog: Catalog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Answers for a missing object as S3 does to a reader without `s3:ListBucket`. */
  readonly hidesMissingObjects: boolean;
}

export interface S3Call {
  readonly request: S3Request;
  readonly body: Buffer;
  readonly trailers: ReadonlyMap<string, string>;
  /** Names of the path; empty where the operation has none. */
  readonly bucketName: string;
  readonly key: string;
  readonly state: S3State;
}

/** Implements one operation. Throws `S3Failure` for S3's own errors. */
export type S3Handler = (call: S3Call) => Promise<S3Reply> | S3Reply;
