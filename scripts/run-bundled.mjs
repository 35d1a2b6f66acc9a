// node scripts/run-bundled.mjs FILE [arguments]: runs a TypeScript program as one file of plain JavaScript, made for the run. What runs for minutes is a quarter faster so than
// under tsx, which has every function that is made, at every call that makes one, keep its name.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Garbage that lives for one turn is collected young, and seldom; by the thread that made it, where others would take from the cores that share the work. */
const NODE_FLAGS = ['--max-semi-space-size=64', '--single-threaded-gc'];

const [entry, ...args] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'tempest-run-'));
const outfile = join(folder, 'program.mjs');
try {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tempest-ts/source'],
    ignoreAnnotations: true, // packages are free of side effects, their tests need not be
    // Packages of CommonJS ask for what Node has.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const child = spawn(process.execPath, [...NODE_FLAGS, outfile, ...args], { stdio: 'inherit' });
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
