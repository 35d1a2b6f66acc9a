import type { IncomingHttpHeaders } from 'node:http';

/** The operations that the local S3 server implements, by their names in the AWS SDK. */
export const S3_OPERATIONS = [
  'CopyObject',
  'CreateBucket',
  'DeleteBucket',
  'DeleteBucketLifecycle',
  'DeleteObject',
  'DeleteObjectTagging',
  'DeleteObjects',
  'GetBucketLifecycleConfiguration',
  'GetBucketLocation',
  'GetBucketVersioning',
  'GetObject',
  'GetObjectLockConfiguration',
  'GetObjectTagging',
  'HeadBucket',
  'HeadObject',
  'ListBuckets',
  'ListObjectVersions',
  'ListObjectsV2',
  'PutBucketLifecycleConfiguration',
  'PutBucketVersioning',
  'PutObject',
  'PutObjectTagging',
] as const;

export type S3Operation = (typeof S3_OPERATIONS)[number];

/** What a request asks for: what latency, faults and counters are told of it. */
export interface S3Request {
  /** `'Unsupported'` for what the server does not implement or cannot parse. */
  readonly operation: S3Operation | 'Unsupported';
  readonly method: string;
  readonly bucket: string | undefined;
  /** The object's key, decoded. */
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** Header names are in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** One header's value, or `undefined`; a repeated header is joined as HTTP says. */
export function header(request: Pick<S3Request, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
