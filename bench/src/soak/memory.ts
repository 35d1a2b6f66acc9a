import type { WorkerProcess, WorkerRecord } from './worker-process.js';

const MIB = 1024 * 1024;
/** Collections, two seconds from each other, before which nothing can be told. */
const LEAST_COLLECTIONS = 9;
/** Caches of compiled code, pools of sockets and the like grow for a while; what is under way differs. */
const MOST_GROWTH_BYTES = 8 * MIB;
/** A heap of 96 MiB, Node.js itself, and buffers. */
const MOST_RSS_BYTES = 320 * MIB;

/** What a process held in the first and in the last third of its life; `undefined`: it did not live for long enough. */
export interface Held {
  readonly first: number;
  readonly last: number;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Compares the thirds of a process's life: one that hoards holds more in the last. */
export function heldBy({ heldBytes }: Pick<WorkerRecord, 'heldBytes'>): Held | undefined {
  if (heldBytes.length < LEAST_COLLECTIONS) return undefined;
  const third = Math.floor(heldBytes.length / 3);
  return { first: median(heldBytes.slice(0, third)), last: median(heldBytes.slice(-third)) };
}

/** What is wrong with how much memory a process held; `undefined`: nothing. */
export function memoryFault({ name, record }: Pick<WorkerProcess, 'name' | 'record'>): string | undefined {
  if (record.peakRssBytes > MOST_RSS_BYTES) return `${name} took ${Math.round(record.peakRssBytes / MIB)} MiB of memory`;
  const held = heldBy(record);
  if (!held || held.last - held.first <= MOST_GROWTH_BYTES) return undefined;
  return `${name} held ${Math.round((held.last - held.first) / MIB)} MiB more in the last third of its life than in the first`;
}
