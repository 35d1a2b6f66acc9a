// Builds every package twice: ES modules into dist/esm, CommonJS into dist/cjs, each with its own declarations.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePackage } from './bundle-package.mjs';
import { PACKAGES } from './packages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
/** What applications import as they start, and what takes a part of large libraries. The others are for development and the command line. */
const bundled = new Set(['tempest', 'hybrid', 'report']);
const formats = [
  { name: 'esm', type: 'module', flags: [] },
  // A CommonJS file may not be written in ES module syntax under `verbatimModuleSyntax`; the sources are checked with it in the other pass.
  { name: 'cjs', type: 'commonjs', flags: ['--module', 'commonjs', '--moduleResolution', 'bundler', '--verbatimModuleSyntax', 'false'] },
];

for (const name of PACKAGES) {
  const folder = join(root, 'packages', name);
  const { sideEffects } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  for (const format of formats) {
    const out = join(folder, 'dist', format.name);
    const flags = [...format.flags, ...(bundled.has(name) ? ['--emitDeclarationOnly'] : [])];
    const { status } = spawnSync(process.execPath, [tsc, '-p', join(folder, 'tsconfig.build.json'), '--outDir', out, ...flags], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
    mkdirSync(out, { recursive: true });
    // The nearest package.json is the one that bundlers go by
    writeFileSync(join(out, 'package.json'), `${JSON.stringify({ type: format.type, sideEffects })}\n`);
  }
  if (bundled.has(name)) await bundlePackage(folder, { minify: name === 'report' });
}
