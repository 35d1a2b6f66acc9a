// Runs the examples as users compile them: tsc's output, tsx and an esbuild bundle, each under `experimentalDecorators` (esbuild and tsx emit no metadata
// for them) and under standard decorators. Run `npm run build` first: the examples use the packages as they are built.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const examples = { 'music-library': [], 'user-sessions': ['--sessions', '120'] };
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
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
