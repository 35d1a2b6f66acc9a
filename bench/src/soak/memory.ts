import type { WorkerProcess } from './worker-process.js';

const MIB = 1024 * 1024;
/** Long enough for the heap to have been collected several times. */
const WATCHED_MS = 20_000;
/** Caches of compiled code, pools of sockets and the like grow for a while. */
const MOST_GROWTH_BYTES = 24 * MIB;
/** A heap of 96 MiB, Node.js itself, and buffers. */
const MOST_RSS_BYTES = 320 * MIB;

const floor = (heap: readonly (readonly [number, number])[]): number => Math.min(...heap.map(([, bytes]) => bytes));

/** What is wrong with how much memory a process held; `undefined`: nothing. A process that hoards does so by the third. */
export function memoryFault({ name, record }: Pick<WorkerProcess, 'name' | 'record'>): string | undefined {
  const { heap, livedMs, peakRssBytes } = record;
  if (peakRssBytes > MOST_RSS_BYTES) return `${name} took ${Math.round(peakRssBytes / MIB)} MiB of memory`;
  const third = Math.floor(heap.length / 3);
  if (livedMs < WATCHED_MS || third === 0) return undefined;
  const growth = floor(heap.slice(-third)) - floor(heap.slice(0, third));
  return growth > MOST_GROWTH_BYTES ? `${name} holds ${Math.round(growth / MIB)} MiB more in its last third than in its first` : undefined;
}
