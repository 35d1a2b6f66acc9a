// Asks of every built package, as it would be packed, whether it can be published: what its package.json says of the project, whether its entry points are there (publint), and whether each
// way of importing it finds types that fit (attw). Run `npm run build` first.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from './packages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = name => join(root, 'node_modules', '.bin', name);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exitCode = 1;
}

run(process.execPath, ['scripts/repository.mjs', '--check']);
run(process.execPath, ['scripts/peer-ranges.mjs', '--check']);
for (const name of PACKAGES) {
  run(bin('publint'), ['--strict', `packages/${name}`]);
  run(bin('attw'), ['--pack', `packages/${name}`, '--profile', 'node16', '--format', 'ascii']);
}
