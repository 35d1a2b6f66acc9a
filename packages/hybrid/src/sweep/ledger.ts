import { randomUUID } from 'node:crypto';
import { ArchiveStoreError } from '../errors.js';
import type { ArchiveStore, ListedObject } from '../store/archive-store.js';
import { listObjects } from '../store/list-objects.js';
import { LEDGER_FOLDER } from '../store/own-folders.js';
import { recordName } from '../store/record-name.js';

/** An object that was found unreferenced, and by which attempt it was made. */
export interface LedgerEntry {
  readonly s3Key: string;
  readonly attempt: string;
}

const MAX_ENTRY_BYTES = 64 * 1024;
const RECORD = { metadata: {}, contentEncoding: undefined, isRecord: true } as const;

/**
 * Which objects were unreferenced, and since when: one small object for each, whose `Last-Modified` is that time. So the time is S3's own, and the ledger may be of
 * any size. Each table has its entries under its own id, so that databases of some of the tables share them. An entry says nothing but a time from which on to wait:
 * to lose one makes a sweeper wait anew.
 */
export class Ledger {
  readonly #store: ArchiveStore;
  readonly #folder: string;

  constructor(store: ArchiveStore, keyPrefix: string) {
    this.#store = store;
    this.#folder = `${keyPrefix}${LEDGER_FOLDER}`;
  }

  /** S3's time: what it says of an object that it has just taken. */
  async now(signal: AbortSignal | undefined): Promise<Date> {
    const key = `${this.#folder}clock/${randomUUID()}`;
    await this.#store.putIfAbsent(key, Buffer.from('{}'), { ...RECORD, signal });
    const object = await this.#store.get(key, { maxBytes: MAX_ENTRY_BYTES, expectedBytes: undefined, signal });
    await this.#store.delete(key, signal); // a key of its own, never taken again
    if (object !== 'missing' && object.lastModified) return object.lastModified;
    const message = `The store ${this.#store.bucketName} does not say when an object was stored, so no grace can be measured. Nothing was swept.`;
    throw new ArchiveStoreError('unavailable', message, this.#store.bucketName, key);
  }

  /**
   * Every entry of a table, a page at a time, with the time from which on it counts.
   *
   * @param after the entry behind which to begin. Default: at the beginning
   */
  entries(tableId: string, signal: AbortSignal | undefined, after?: string): AsyncGenerator<readonly ListedObject[], void, undefined> {
    return listObjects(this.#store, this.#folderOf(tableId), signal, after);
  }

  /** What an entry is about; `undefined`: it is gone, or is none. */
  async read(key: string, signal: AbortSignal | undefined): Promise<LedgerEntry | undefined> {
    const object = await this.#store.get(key, { maxBytes: MAX_ENTRY_BYTES, expectedBytes: undefined, signal });
    if (object === 'missing' || !object.bytes) return undefined;
    try {
      const { s3Key, attempt } = JSON.parse(Buffer.from(object.bytes).toString());
      return typeof s3Key === 'string' && typeof attempt === 'string' ? { s3Key, attempt } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether an object is recorded, and since when: `since` is `undefined` where the store does not say. */
  async find(
    tableId: string,
    entry: LedgerEntry,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly since: Date | undefined } | undefined> {
    const object = await this.#store.get(this.keyOf(tableId, entry), { maxBytes: MAX_ENTRY_BYTES, expectedBytes: undefined, signal });
    return object === 'missing' ? undefined : { since: object.lastModified };
  }

  /** Records an object from now on; where it is recorded already, its time stays, or on a store that overwrites begins anew. */
  async record(tableId: string, entry: LedgerEntry, signal: AbortSignal | undefined): Promise<void> {
    await this.#store.putIfAbsent(this.keyOf(tableId, entry), Buffer.from(JSON.stringify(entry)), { ...RECORD, signal });
  }

  async remove(key: string, signal: AbortSignal | undefined): Promise<void> {
    await this.#store.delete(key, signal); // at worst a late one takes away a newer entry, and a sweeper waits longer
  }

  /** Where an object's entry is, if there is one. */
  keyOf(tableId: string, { s3Key, attempt }: LedgerEntry): string {
    return `${this.#folderOf(tableId)}${recordName(`${s3Key}\n${attempt}`)}`;
  }

  #folderOf(tableId: string): string {
    return `${this.#folder}entry/${recordName(tableId)}/`;
  }
}
