import type { StoredObject } from '../store/archive-store.js';
import type { ObjectRead } from './object-read.js';
import type { ObjectSource } from './object-source.js';

/** Members that are held: those that the parts of a table are at, and the next of each. */
const MAX_MEMBERS = 8;
/** Bytes of them as they are stored, at most; inflated they are some times as much. */
const MAX_STORED_BYTES = 4 * 1024 * 1024;

interface Recent {
  readonly bytes: number;
  readonly opened: Promise<unknown>;
}

/**
 * Holds the members of packs that were read last: a run goes over rows in the order of their keys, in which their items lie, but deals with each when its turn
 * comes, and would read and inflate a member for every one of them. What a member held for a pointer is what it was archived with, whatever becomes of it: an item that is erased meanwhile has no row any more.
 */
export class RecentMembers implements ObjectSource {
  readonly bucketName: string;
  readonly #source: ObjectSource;
  /** By what was read, those longest unused first. */
  readonly #recent = new Map<string, Recent>();
  #bytes = 0;

  constructor(source: ObjectSource) {
    this.bucketName = source.bucketName;
    this.#source = source;
  }

  read<T>(read: ObjectRead, open: (object: StoredObject) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { s3Key, attempt, offset, expectedBytes } = read;
    if (attempt === undefined || offset === undefined || expectedBytes === undefined) return this.#source.read(read, open, signal);
    const id = JSON.stringify([s3Key, attempt, offset, expectedBytes]);
    const held = this.#recent.get(id);
    this.#drop(id);
    const opened = held?.opened ?? this.#source.read(read, open, signal);
    this.#recent.set(id, { bytes: expectedBytes, opened });
    this.#bytes += expectedBytes;
    if (!held) opened.catch(() => this.#recent.get(id)?.opened === opened && this.#drop(id)); // the next one tries again
    for (const [oldest] of this.#recent) {
      if (this.#recent.size <= MAX_MEMBERS && (this.#bytes <= MAX_STORED_BYTES || oldest === id)) break;
      this.#drop(oldest);
    }
    return opened as Promise<T>; // `open` goes by the read alone, so those who read the same make the same of it
  }

  #drop(id: string): void {
    this.#bytes -= this.#recent.get(id)?.bytes ?? 0;
    this.#recent.delete(id);
  }
}
