import { MemoryPeak } from './memory-peak.js';
import { profiled } from './profiled.js';

/** Requests by service and operation, such as `S3 PutObject`. */
export type RequestCounts = Readonly<Record<string, number>>;

/** What one part of a run cost. */
export interface Phase {
  readonly name: string;
  readonly items: number;
  readonly seconds: number;
  /** Of this process, all its threads. */
  readonly cpuSeconds: number;
  readonly peakRss: number;
  readonly peakHeap: number;
  readonly requests: RequestCounts;
}

/** How phases are measured. */
export interface PhaseOptions {
  readonly countRequests: () => Promise<RequestCounts>;
  /** A folder to write a CPU profile of each phase to. */
  readonly profileFolder: string | undefined;
}

const MICROS_PER_SECOND = 1e6;
const MILLIS_PER_SECOND = 1e3;

function since(before: RequestCounts, after: RequestCounts): RequestCounts {
  const differences = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(differences.filter(([, count]) => count > 0));
}

/**
 * Runs one part of a suite and measures it.
 *
 * @param run resolves to how many items it dealt with
 */
export async function measurePhase(name: string, options: PhaseOptions, run: () => Promise<number>): Promise<Phase> {
  const requests = await options.countRequests();
  const memory = MemoryPeak.start();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const items = await profiled(name, options.profileFolder, run);
  const seconds = (performance.now() - started) / MILLIS_PER_SECOND;
  const { user, system } = process.cpuUsage(cpu);
  const { rss, heap } = memory.stop();
  return {
    name,
    items,
    seconds,
    cpuSeconds: (user + system) / MICROS_PER_SECOND,
    peakRss: rss,
    peakHeap: heap,
    requests: since(requests, await options.countRequests()),
  };
}
