// npm run bench -w bench -- <suite> [arguments]: builds the packages where that is due, then runs the suite in a process of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A suite's entry, and the flags of Node that it is to run under. */
const suites = {
  commits: { entry: 'commits/main.ts', nodeFlags: ['--max-old-space-size=256'] },
  soak: { entry: 'soak/main.ts', nodeFlags: [] },
  types: { entry: 'types/main.ts', nodeFlags: [] },
};

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

const newest = folder =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** Whether a package's build is missing or older than its sources: measuring yesterday's code misleads. */
function isStale(name) {
  const built = join(root, 'packages', name, 'dist', 'cjs', 'package.json'); // the build writes it last
  return !existsSync(built) || statSync(built).mtimeMs < newest(join(root, 'packages', name, 'src'));
}

function build() {
  if (!readdirSync(join(root, 'packages')).some(isStale)) return;
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const [name, ...rest] = process.argv.slice(2);
const suite = Object.hasOwn(suites, name ?? '') ? suites[name] : undefined;
if (!suite) {
  console.error(`Usage: npm run bench -w bench -- <suite> [arguments]. The suites: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
build();
const child = spawn(process.execPath, [...suite.nodeFlags, '--import', import.meta.resolve('tsx'), join(here, suite.entry), ...rest], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // tsx compiles decorators as the tsconfig says, and would look for one upwards from the current directory.
    TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
    // The SDK's announcement about Node 20, which each process would print between the numbers.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  },
});
child.on('exit', (code, signal) => {
  if (signal) console.error(`The suite ended by ${signal}.`);
  process.exitCode = code ?? 1;
});
