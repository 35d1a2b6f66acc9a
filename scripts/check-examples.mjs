// Runs the examples as users compile them: tsc's output, tsx and an esbuild bundle, each under `experimentalDecorators` (esbuild and tsx emit no metadata
// for them) and under standard decorators. Run `npm run build` first: the examples use the packages as they are built.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const examples = { 'music-library': [], 'user-sessions': ['--sessions', '120'] };
/** Examples that run to their end, as they are started. */
const programs = ['plain-script', 'testing-recipes'];
/** Examples that serve until they are told to stop, each with a path that answers. */
const servers = { 'fastify-sessions': '/users/ada/sessions', 'nest-sessions': '/healthz', observability: '/metrics' };
const dialects = { 'experimentalDecorators, no metadata': true, 'standard decorators': false };
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function run(args, cwd, env = {}) {
  const { status, error, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (error) throw error;
  if (status !== 0) throw new Error(`exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Each compiles an example in a folder of its own and returns the arguments and environment of Node that run it. */
const compilers = {
  tsc: (project, folder) => {
    run([tsc, '-p', project, '--noEmit', 'false', '--declaration', 'false', '--outDir', join(folder, 'out')], folder);
    return { args: [join(folder, 'out', 'main.js')] };
  },
  tsx: (project, _folder, main) => ({ args: ['--import', import.meta.resolve('tsx'), main], env: { TSX_TSCONFIG_PATH: project } }),
  'esbuild bundle': async (project, folder, main) => {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      entryPoints: [main],
      outfile,
      tsconfig: project,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      logLevel: 'error',
      // Of the dependencies, some are CommonJS, which asks for Node's own modules by `require`.
      banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" },
    });
    return { args: [outfile] };
  },
};

/** Starts a server as a user does, asks it one thing, and tells it to stop. */
async function checkServer(example, path) {
  const child = spawn('npm', ['start', '--silent'], {
    cwd: join(root, 'examples', example),
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const ended = new Promise(resolve => child.once('close', resolve));
  const url = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        output += chunk;
        const found = /listening at (http:\/\/[^\s/]+:\d+)\b/.exec(output)?.[1];
        if (found) resolve(found);
      });
    child.once('close', () => reject(new Error(output)));
  });
  let status;
  try {
    ({ status } = await fetch(new URL(path, url)));
  } finally {
    process.kill(-child.pid, 'SIGTERM'); // npm's child too, as a terminal does
    await ended;
  }
  if (status !== 200) throw new Error(`${path} answered ${status}\n${output}`);
  const alive = () => {
    try {
      return process.kill(-child.pid, 0);
    } catch {
      return false;
    }
  };
  for (let tries = 0; alive(); tries += 1) {
    if (tries > 100) throw new Error(`a process is left over\n${output}`);
    await setTimeout(100);
  }
}

const temporary = mkdtempSync(join(tmpdir(), 'tempest-examples-'));
try {
  symlinkSync(join(root, 'node_modules'), join(temporary, 'node_modules'), 'junction');
  for (const [example, flags] of Object.entries(examples)) {
    const source = join(root, 'examples', example, 'src');
    const main = join(source, 'main.ts');
    for (const [dialect, experimentalDecorators] of Object.entries(dialects)) {
      for (const [compiler, compile] of Object.entries(compilers)) {
        const folder = join(temporary, `${example} ${dialect} ${compiler}`.replace(/\W+/g, '-'));
        mkdirSync(folder);
        writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
        const project = join(folder, 'tsconfig.json');
        const compilerOptions = { experimentalDecorators, emitDecoratorMetadata: false, rootDir: source, customConditions: [] };
        writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files: [main] }));
        const started = Date.now();
        try {
          const { args, env } = await compile(project, folder, main);
          const lines = run([...args, ...flags], folder, env)
            .trim()
            .split('\n').length;
          console.log(`  ${example}: ${compiler}, ${dialect}: ${lines} lines (${((Date.now() - started) / 1000).toFixed(1)} s)`);
        } catch (error) {
          console.error(`  ${example}: ${compiler}, ${dialect}: FAILED\n${error.message}`);
          process.exitCode = 1;
        }
      }
    }
  }
  for (const example of programs) {
    const { status, stdout, stderr } = spawnSync('npm', ['start', '--silent'], { cwd: join(root, 'examples', example), encoding: 'utf8' });
    if (status === 0) console.log(`  ${example}: npm start`);
    else {
      console.error(`  ${example}: FAILED\n${stdout}${stderr}`);
      process.exitCode = 1;
    }
  }
  for (const [example, path] of Object.entries(servers)) {
    const started = Date.now();
    try {
      await checkServer(example, path);
      console.log(`  ${example}: npm start, ${path}, SIGTERM (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      console.error(`  ${example}: FAILED\n${error.message}`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
