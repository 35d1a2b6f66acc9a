import { ConfigurationError } from '@tempest-ts/tempest';
import { READER_NAME } from '../control/safeguards.js';
import { ArchiveStoreError } from '../errors.js';
import type { ArchiveStore } from '../store/archive-store.js';
import { READERS_FOLDER, STANDING_PROBE } from '../store/own-folders.js';

/** More than any probe has. */
const MAX_PROBE_BYTES = 1_024;

/** Reads the standing probe as this process reads archived items, and leaves a note of it for the archiver's preflight. */
export async function confirmReader(store: ArchiveStore, keyPrefix: string, name: string, signal: AbortSignal | undefined): Promise<void> {
  if (typeof name !== 'string' || !READER_NAME.test(name))
    throw new ConfigurationError("confirmReader() takes the reader's name: up to 64 letters, digits, '.', '_' and '-', such as 'api'.");
  const key = `${keyPrefix}${STANDING_PROBE}`;
  const probe = await store.get(key, { maxBytes: MAX_PROBE_BYTES, expectedBytes: undefined, signal });
  if (probe === 'missing') {
    const message =
      `Reader ${name} cannot read ${key} in bucket ${store.bucketName}: either no preflight has put it there yet (run preflight() where you archive), or S3 hides ` +
      'it from this reader: grant it s3:GetObject.';
    throw new ArchiveStoreError('access-denied', message, store.bucketName, key);
  }
  const options = { metadata: {}, contentEncoding: undefined, isRecord: true, signal };
  await store.putIfAbsent(`${keyPrefix}${READERS_FOLDER}${name}`, Buffer.from('{}'), options);
}
