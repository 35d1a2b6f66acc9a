import { ArchiveStoreError } from '@tempest-ts/hybrid';
import type { ObjectRead } from '../../src/hydrate/object-read.js';
import type { ObjectSource } from '../../src/hydrate/object-source.js';
import type { StoredObject } from '../../src/store/archive-store.js';

/** Objects whose text is their key, counted as they are read; a read may be held up. */
export class FakeObjects implements ObjectSource {
  readonly bucketName = 'archive';
  readonly reads: string[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  aborted = 0;
  hold: Promise<void> = Promise.resolve();
  failing = false;

  async read<T>({ s3Key }: ObjectRead, open: (object: StoredObject) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.reads.push(s3Key);
    this.signals.push(signal);
    await Promise.race([this.hold, aborted(signal)]).catch(error => {
      this.aborted += 1;
      throw error;
    });
    if (this.failing) throw new ArchiveStoreError('unavailable', 'S3 is away', 'archive', s3Key);
    const bytes = Buffer.from(s3Key);
    return open({ bytes, size: bytes.byteLength, metadata: { 'tempest-attempt': 'a' }, lastModified: undefined });
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** The text of an object, which must be the one that is named. */
export const textOf =
  (expected: string) =>
  async ({ bytes }: StoredObject): Promise<string> => {
    const text = Buffer.from(bytes ?? []).toString();
    if (text !== expected) throw new Error(`${text} is not ${expected}`);
    return text;
  };

export const readOf = (s3Key: string, attempt: string | undefined = 'a'): ObjectRead => ({ s3Key, attempt, expectedBytes: undefined });
