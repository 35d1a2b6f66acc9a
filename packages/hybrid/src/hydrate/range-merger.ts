import type { StoredObject } from '../store/archive-store.js';
import type { ObjectRead } from './object-read.js';

/** A read of a part of an object. */
export interface RangeRead extends ObjectRead {
  readonly expectedBytes: number;
  readonly offset: number;
}

/** Bytes between two parts that are rather transferred than saved: at 100 MB a second they take less than a millisecond, and a request twenty. */
const MAX_GAP_BYTES = 64 * 1024;
/** Bytes that are read in one request at most: several at once are faster then. */
const MAX_MERGED_BYTES = 8 * 1024 * 1024;

type Fetch = (read: RangeRead, signal: AbortSignal | undefined) => Promise<StoredObject>;

/** Whoever waits for a part. */
interface Waiting {
  readonly read: RangeRead;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (object: StoredObject | Promise<StoredObject>) => void;
  readonly reject: (error: unknown) => void;
}

const endOf = ({ offset, expectedBytes }: RangeRead): number => offset + expectedBytes;

/** Reads parts of objects that are asked for together, and lie together, in one request. Those who ask for the same are given the same. */
export class RangeMerger {
  readonly #fetch: Fetch;
  /** By their objects. */
  #waiting = new Map<string, Waiting[]>();

  /** @param fetch reads one part */
  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** @throws what `fetch` throws; the signal's reason */
  read(read: RangeRead, signal: AbortSignal | undefined): Promise<StoredObject> {
    return new Promise((resolve, reject) => {
      // The rows of a page are asked for one after another before anything else happens.
      if (this.#waiting.size === 0) setImmediate(() => this.#readAll());
      const object = JSON.stringify([read.s3Key, read.attempt]);
      const others = this.#waiting.get(object);
      if (others) others.push({ read, signal, resolve, reject });
      else this.#waiting.set(object, [{ read, signal, resolve, reject }]);
    });
  }

  #readAll(): void {
    const objects = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (const waiting of objects) for (const together of neighbours(waiting)) void this.#readTogether(together);
  }

  /** Never rejects: those who wait are told. */
  async #readTogether(waiting: readonly Waiting[]): Promise<void> {
    const [first] = waiting;
    if (!first) return;
    const { offset } = first.read;
    const end = Math.max(...waiting.map(({ read }) => endOf(read)));
    const { signal, release } = whileAnyWaits(waiting);
    try {
      const whole = await this.#fetch({ ...first.read, expectedBytes: end - offset }, signal);
      const { bytes } = whole;
      const parts = new Map<string, StoredObject>();
      for (const { read, signal: own, resolve } of waiting) {
        if (own?.aborted) continue; // told already, and nobody would hold what a read of its own comes to
        const id = `${read.offset} ${read.expectedBytes}`;
        if (!bytes) {
          // One of them may reach beyond the object's end: each finds out for itself.
          resolve(waiting.length === 1 ? whole : this.#fetch(read, own));
          continue;
        }
        // Copied, so that who keeps a part does not keep the whole.
        const part = parts.get(id) ?? {
          ...whole,
          bytes: bytes.slice(read.offset - offset, endOf(read) - offset),
          size: read.expectedBytes,
        };
        parts.set(id, part);
        resolve(part);
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    } finally {
      release();
    }
  }
}

/** Groups of reads of one object that are near enough to be one, in the order of their places. */
function neighbours(waiting: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const groups: Waiting[][] = [];
  let start = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const each of [...waiting].sort((a, b) => a.read.offset - b.read.offset)) {
    const last = groups.at(-1);
    if (last && each.read.offset <= end + MAX_GAP_BYTES && endOf(each.read) - start <= MAX_MERGED_BYTES) last.push(each);
    else {
      groups.push([each]);
      start = each.read.offset;
      end = Number.NEGATIVE_INFINITY;
    }
    end = Math.max(end, endOf(each.read));
  }
  return groups;
}

/** A signal that aborts when all of those who wait have left. Each is told as soon as it leaves. */
function whileAnyWaits(waiting: readonly Waiting[]): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  let left = waiting.length;
  const leaves = waiting.map(({ signal, reject }) => {
    const leave = (): void => {
      reject(signal?.reason);
      left -= 1;
      if (left === 0) controller.abort(signal?.reason);
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    return () => signal?.removeEventListener('abort', leave);
  });
  return {
    signal: controller.signal,
    release: () => {
      for (const leave of leaves) leave();
    },
  };
}
