import { partitionOf } from './partition-line.js';
import type { Swap } from './swap.js';

/**
 * Write units of one partition key that may be on their way at once. A partition takes 1,000 a second ("Best practices for designing and using partition
 * keys"), about as many as batches of these take one after another; where answers take longer, the swaps slow down with them.
 */
const MAX_PARTITION_UNITS = 25;
/** Write units, of about a kilobyte each, that are taken at once: they may make one request. */
const MAX_UNITS = 256;

interface Line<T> {
  readonly waiting: T[];
  units: number;
}

/** Swaps that wait, in one line for each partition key, and how much of each is under way. */
export class SwapLines<T extends { readonly swap: Swap }> {
  /** The one whose turn was longest ago comes first. */
  readonly #lines = new Map<string, Line<T>>();
  #waiting = 0;

  /** How many wait. */
  get waiting(): number {
    return this.#waiting;
  }

  add(waiting: T): void {
    this.#waiting += 1;
    const partition = partitionIn(waiting);
    const line = this.#lines.get(partition);
    if (line) line.waiting.push(waiting);
    else this.#lines.set(partition, { waiting: [waiting], units: 0 });
  }

  /** So many as may go now, one of each partition key and then the second of each. */
  take(most: number): readonly T[] {
    const taken: T[] = [];
    let total = 0;
    for (const [partition, line] of this.#lines) {
      if (taken.length === most) break;
      const [next] = line.waiting;
      if (!next || (line.units > 0 && line.units + next.swap.units > MAX_PARTITION_UNITS)) continue;
      if (total > 0 && total + next.swap.units > MAX_UNITS) break;
      line.waiting.shift();
      this.#waiting -= 1;
      line.units += next.swap.units;
      total += next.swap.units;
      taken.push(next);
      // To the end of the map, where this loop comes to it again.
      this.#lines.delete(partition);
      this.#lines.set(partition, line);
    }
    return taken;
  }

  /** One that was taken is done. */
  release(done: T): void {
    const partition = partitionIn(done);
    const line = this.#lines.get(partition);
    if (!line) return;
    line.units -= done.swap.units;
    if (line.units <= 0 && line.waiting.length === 0) this.#lines.delete(partition);
  }
}

const partitionIn = ({ swap }: { readonly swap: Swap }): string => partitionOf(swap.table, swap.capture.row);
