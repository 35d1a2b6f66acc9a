import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The program of every process of a run, in one file: processes that are killed all the time must start fast. */
export interface WorkerBundle {
  readonly path: string;
  remove(): Promise<void>;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Bundles the worker with the packages' sources as they are now. */
export async function bundleWorker(): Promise<WorkerBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'tempest-soak-'));
  const path = join(folder, 'worker.cjs');
  await build({
    entryPoints: [here('worker.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@tempest-ts/source'],
    tsconfig: here('../../../tsconfig.json'),
    // Half the time to start; names of classes stay, as messages and entities' schemas have them.
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
