import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { WorkerPlaces } from './worker-process.js';

/** Worker processes of a test. */
export interface WorkerCrew {
  readonly size: number;
  /** Starts one more; resolves when it takes shards. */
  hire(): Promise<void>;
  /** Ends one of them with SIGKILL, in whatever it is doing. */
  kill(): Promise<void>;
  /** Asks one to end, as a deployment does. @returns its exit code */
  dismiss(): Promise<number | null>;
  /** Ends all that are left and removes the program. */
  close(): Promise<void>;
}

/** The program in one file: processes that are killed all the time must start fast. */
export async function workerCrew(places: WorkerPlaces): Promise<WorkerCrew> {
  const folder = await mkdtemp(join(tmpdir(), 'tempest-worker-'));
  const program = join(folder, 'worker.mjs');
  await build({
    entryPoints: [join(__dirname, 'worker-process.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tempest-ts/source'],
    tsconfig: join(__dirname, '../../../../tsconfig.json'),
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const crew: ChildProcess[] = [];
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const child = crew.shift();
    if (!child || child.exitCode !== null) throw new Error(`a worker ended by itself${child ? ` with ${child.exitCode}` : ''}`);
    const exit = once(child, 'exit');
    child.kill(signal);
    return ((await exit) as [number | null])[0];
  };
  return {
    get size() {
      return crew.length;
    },
    hire: async () => {
      const child = spawn(process.execPath, [program, JSON.stringify(places)], { stdio: ['ignore', 'pipe', 'ignore'] });
      crew.push(child);
      const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`a worker ended with ${code} before it was ready`)));
      ended.catch(() => {}); // later it is none of this promise's business
      await Promise.race([once(child.stdout, 'data'), ended]);
    },
    kill: async () => {
      await end('SIGKILL');
    },
    dismiss: () => end('SIGTERM'),
    close: async () => {
      while (crew.length > 0) await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
