import { randomUUID } from 'node:crypto';
import { ArchiveStoreError } from '../errors.js';
import type { ArchiveStore, PutOptions } from '../store/archive-store.js';
import { PROBE_FOLDER, STANDING_PROBE } from '../store/own-folders.js';
import type { PreflightFinding } from './preflight-report.js';

/** What a probe holds: read as JSON by whoever comes across one. */
const PROBE_BYTES = Buffer.from('{"tempest":"probe"}');
/** The part of it that is read back. */
const RANGE = { offset: 2, length: 7 };

/** What a probe of a bucket found. */
export interface BucketProbe {
  /**
   * Whether the store refuses to put an object where there is one, when asked to. Some do not (Ceph on versioned buckets): every attempt then takes a key of
   * its own from the start.
   */
  readonly conditional: boolean;
  readonly findings: readonly PreflightFinding[];
}

async function removeProbe(store: ArchiveStore, key: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await store.delete(key, signal);
  } catch (error) {
    // An archiver need not be allowed to delete, nor a run to fail because S3 was slow to. The probe is a few bytes of garbage then.
    if (!(error instanceof ArchiveStoreError)) throw error;
  }
}

/**
 * Writes an object twice, reads a part of it and deletes it: shows that the archiver may, with the encryption and owner that are configured, and whether the
 * store honours conditions.
 *
 * @throws ArchiveStoreError
 */
export async function probeBucket(store: ArchiveStore, keyPrefix: string, signal: AbortSignal | undefined): Promise<BucketProbe> {
  const key = `${keyPrefix}${PROBE_FOLDER}${randomUUID()}`;
  const options: PutOptions = { metadata: {}, contentEncoding: undefined, signal };
  await store.putIfAbsent(key, PROBE_BYTES, options);
  const conditional = (await store.putIfAbsent(key, PROBE_BYTES, options)) === 'taken';
  const read = await store.getRange(key, { ...RANGE, signal });
  await removeProbe(store, key, signal);
  if (read === 'missing' || !PROBE_BYTES.subarray(RANGE.offset, RANGE.offset + RANGE.length).equals(read.bytes ?? new Uint8Array())) {
    const why = read === 'missing' ? 'S3 says there is none, or hides it: grant s3:GetObject' : 'it is not what was put';
    throw new ArchiveStoreError(
      'access-denied',
      `The probe ${key} in bucket ${store.bucketName} could not be read back: ${why}.`,
      store.bucketName,
      key,
    );
  }
  if (conditional) return { conditional, findings: [] };
  const message = `Bucket ${store.bucketName} overwrites objects in spite of If-None-Match, so the key of every archived object ends in ~ and an id. S3 itself honours it.`;
  return { conditional, findings: [{ severity: 'warning', code: 'conditional-put-ignored', message }] };
}

/**
 * Leaves an object, put as archived ones are, for readers to show that they can read it.
 *
 * @throws ArchiveStoreError
 */
export async function leaveStandingProbe(store: ArchiveStore, keyPrefix: string, signal: AbortSignal | undefined): Promise<void> {
  await store.putIfAbsent(`${keyPrefix}${STANDING_PROBE}`, PROBE_BYTES, { metadata: {}, contentEncoding: undefined, signal });
}
