import type { Observer } from '@tempest-ts/tempest/extend';
import { storeError } from './s3-error.js';

/** What is looked at of any answer of S3. */
export interface S3Answer {
  readonly $metadata?: { readonly attempts?: number | undefined };
  readonly ContentLength?: number | undefined;
}

interface S3Request {
  readonly operation: string;
  readonly bucketName: string;
  /** `undefined`: it is about the bucket. */
  readonly key: string | undefined;
  /** Of the object that is sent. */
  readonly bytes: number | undefined;
}

/** Makes a request, and tells whoever wants to know of it. Of a read, the time is that until the body begins to come. */
export async function observed<Output extends S3Answer>(
  observer: Observer | undefined,
  { operation, bucketName, key, bytes }: S3Request,
  request: () => Promise<Output>,
): Promise<Output> {
  if (!observer) return request();
  const began = performance.now();
  const told = { kind: 's3' as const, operation, bucketName };
  const latencyMs = (): number => performance.now() - began;
  try {
    const answer = await request();
    const { $metadata, ContentLength } = answer;
    const transferred = bytes ?? (operation === 'GetObject' ? ContentLength : undefined);
    observer.requested({ ...told, latencyMs: latencyMs(), attempts: $metadata?.attempts, bytes: transferred, error: undefined });
    return answer;
  } catch (cause) {
    const error = storeError(cause, operation, bucketName, key);
    const attempts = (cause as S3Answer | undefined)?.$metadata?.attempts; // the SDK's errors have it too
    observer.requested({ ...told, latencyMs: latencyMs(), attempts, bytes, error });
    throw cause;
  }
}
