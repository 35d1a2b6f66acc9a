import { performance } from 'node:perf_hooks';
import type { SampleFile } from './sample-file.js';
import type { Job, Suite, SuiteOptions } from './suite.js';
import { WorkerProcess } from './worker-process.js';

/** How a suite is run. */
export interface RunOptions extends SuiteOptions {
  readonly rounds: number;
  /** Jobs that the file has already are left out. */
  readonly resume: boolean;
  readonly profileFolder: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const MILLIS_PER_SECOND = 1000;
/** A job of a quick run that takes longer hangs. */
const QUICK_JOB_MS = 120_000;

/** Each round begins with another job, so that what only the first or the last meets is nobody's in particular. */
function rotated<T>(values: readonly T[], by: number): readonly T[] {
  const at = values.length === 0 ? 0 : by % values.length;
  return [...values.slice(at), ...values.slice(0, at)];
}

/** Jobs whose processes would have the same flags, together. */
function byFlags(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const flags = (job: Job): string => job.nodeFlags?.join(' ') ?? '';
  return [...new Set(jobs.map(flags))].map(each => jobs.filter(job => flags(job) === each));
}

async function runJob(worker: WorkerProcess, job: Job, round: number, file: SampleFile, options: RunOptions): Promise<void> {
  const started = performance.now();
  const signal = options.quick ? AbortSignal.any([options.signal, AbortSignal.timeout(QUICK_JOB_MS)]) : options.signal;
  const measured = await worker.run(job, { profileFolder: options.profileFolder, signal });
  await file.add(job.id, round, measured);
  options.say(`  round ${round + 1} of ${options.rounds}, ${job.id}: ${((performance.now() - started) / MILLIS_PER_SECOND).toFixed(1)} s`);
}

/**
 * Runs every job of a suite once a round, in turn, each in a process of its own; in a quick run all jobs of the same flags share one, since times mean nothing then.
 * Throws what the first job throws that fails, after its process has ended.
 */
export async function runSuite(suite: Suite, file: SampleFile, options: RunOptions): Promise<void> {
  const jobs = suite.jobs(options);
  for (let round = 0; round < options.rounds; round += 1) {
    const found = options.resume ? await file.read() : undefined;
    const left = rotated(jobs, round).filter(job => !found?.has(job.id, round));
    const groups = options.quick ? byFlags(left) : left.map(job => [job]);
    for (const group of groups) {
      options.signal.throwIfAborted();
      const worker = new WorkerProcess(group[0]?.nodeFlags ?? []);
      try {
        for (const job of group) await runJob(worker, job, round, file, options);
      } finally {
        await worker.stop();
      }
    }
  }
}
