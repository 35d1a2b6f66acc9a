import type { ArchiveStore } from '../store/archive-store.js';
import { ERASURE_FOLDER } from '../store/own-folders.js';
import { recordName } from '../store/record-name.js';
import { deleteEveryVersion } from './list-keys.js';

/**
 * Since when a row is gone: a small object whose `Last-Modified` is that time, so that it is S3's own, and a second pass may run in another process. Its name is a hash
 * of the row's key; it holds nothing, and goes when the erasure is complete.
 */
export class ErasureRecord {
  readonly #store: ArchiveStore;
  readonly #s3Key: string;

  /** @param row the row's table and key, as one text */
  constructor(store: ArchiveStore, keyPrefix: string, row: string) {
    this.#store = store;
    this.#s3Key = `${keyPrefix}${ERASURE_FOLDER}${recordName(row)}`;
  }

  /** `undefined`: no erasure of the row is under way. */
  async time(signal: AbortSignal | undefined): Promise<Date | undefined> {
    const { objects } = await this.#store.list(this.#s3Key, undefined, signal);
    return objects[0]?.lastModified;
  }

  /** Has the time begin anew. */
  async write(signal: AbortSignal | undefined): Promise<void> {
    await this.#store.blank(this.#s3Key, {}, signal);
  }

  async remove(signal: AbortSignal | undefined): Promise<void> {
    await deleteEveryVersion(this.#store, this.#s3Key, signal); // at worst a late one has a later erasure wait anew
  }
}
