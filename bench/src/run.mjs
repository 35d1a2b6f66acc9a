// npm run bench: builds the packages where that is due, then runs the suites that are asked for.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

// The soak run is a proof and no measurement: it takes arguments of its own.
const [first, ...rest] = process.argv.slice(2);
const [entry, args] = first === 'soak' ? ['soak/main.ts', rest] : ['harness/main.ts', process.argv.slice(2)];
build();
const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(here, entry), ...args], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // tsx compiles decorators as the tsconfig says, and would look for one upwards from the current directory.
    TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
    // The SDK's announcement about Node 20, which each process would print between the numbers.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal) console.error(`The suite ended by ${signal}.`);
  process.exitCode = code ?? 1;
});
