// Builds every package twice: ES modules into dist/esm, CommonJS into dist/cjs, each with its own declarations.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const order = ['tempest', 'testing', 'hybrid', 'cli', 'opentelemetry'];
const formats = [
  { name: 'esm', type: 'module', flags: [] },
  // A CommonJS file may not be written in ES module syntax under `verbatimModuleSyntax`; the sources are checked with it in the other pass.
  { name: 'cjs', type: 'commonjs', flags: ['--module', 'commonjs', '--moduleResolution', 'bundler', '--verbatimModuleSyntax', 'false'] },
];

for (const name of order) {
  const folder = join(root, 'packages', name);
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  for (const format of formats) {
    const out = join(folder, 'dist', format.name);
    const { status } = spawnSync(process.execPath, [tsc, '-p', join(folder, 'tsconfig.build.json'), '--outDir', out, ...format.flags], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'package.json'), `${JSON.stringify({ type: format.type })}\n`);
  }
}
