// Packs the built packages as they would be published and uses them as applications would, outside this checkout: an ES module project with standard
// decorators, a CommonJS one with `experimentalDecorators`, and one process that loads both copies. Type-checked without `skipLibCheck` by the newest and
// the oldest TypeScript that is supported, run with the newest and the oldest AWS SDK. Run `npm run build` first. Options: `--keep` leaves the folder.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from './packages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packages = PACKAGES.map(name => join(root, 'packages', name));
const compilers = { newest: 'npm:typescript@^7.0.0', oldest: 'npm:typescript@~5.4.0' };
const consumers = {
  esm: ['main.js', 'both-copies.js'],
  cjs: ['main.js'],
};
/** Nest of the two majors that run on Node 20, with what an application of it needs besides. */
const nest = { newest: '^12.0.0', oldest: '^11.0.0' };
const PUBLISHED =
  /^(bin\/.+\.js|dist\/.+\.(js|js\.map|d\.ts)|dist\/THIRD-PARTY-LICENSES\.txt|dist\/(esm|cjs)\/package\.json|README\.md|LICENSE|package\.json)$/;

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

function run(what, command, args, cwd) {
  const started = Date.now();
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${what}: exit code ${status}\n${stdout}${stderr}`);
  console.log(`  ${what} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return stdout;
}

/** Packs every package, after a look at what is in it. */
function pack(folder) {
  mkdirSync(folder);
  const packed = JSON.parse(run('npm pack', 'npm', ['pack', '--json', '--pack-destination', folder, ...packages], root));
  return packed.map(({ name, filename, files, size, unpackedSize }) => {
    const paths = files.map(file => file.path);
    const strange = paths.filter(path => !PUBLISHED.test(path));
    if (strange.length > 0) throw new Error(`${name} would publish ${strange.join(', ')}`);
    for (const needed of ['README.md', 'LICENSE', 'dist/esm/index.d.ts', 'dist/cjs/index.d.ts']) {
      if (!paths.includes(needed)) throw new Error(`${name} would be published without ${needed}`);
    }
    console.log(`  ${name}: ${paths.length} files, ${Math.ceil(size / 1024)} KiB packed, ${Math.ceil(unpackedSize / 1024)} KiB unpacked`);
    return [name, `file:${join(folder, filename)}`];
  });
}

/** The AWS SDK as the packages' peers allow it: the range itself gives its newest, its lower end the oldest. */
function peers(which) {
  const all = packages
    .flatMap(folder => Object.entries(readJson(join(folder, 'package.json')).peerDependencies ?? {}))
    .filter(([name]) => name.startsWith('@aws-sdk/'));
  return Object.fromEntries(all.map(([name, range]) => [name, which === 'oldest' ? range.replace(/^\^/, '') : range]));
}

/** CDK at the lower end of its range: 150 MB, which the newest adds nothing to, as the suites run on that. */
const oldestCdk = () =>
  Object.fromEntries(
    Object.entries(readJson(join(root, 'packages', 'aws', 'package.json')).peerDependencies)
      .filter(([name]) => ['aws-cdk-lib', 'constructs'].includes(name))
      .map(([name, range]) => [name, range.replace(/^\^/, '')]),
  );

const nestOf = which => ({
  ...Object.fromEntries(['common', 'core', 'platform-express'].map(name => [`@nestjs/${name}`, nest[which]])),
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.0.0',
});

/** A Nest application, in CommonJS: of Nest 12, which is ES modules only, Node 20 loads them by `require`. */
function checkNest(folder) {
  const project = join(folder, 'nest');
  cpSync(join(root, 'fixtures', 'consumers', 'nest'), project, { recursive: true });
  run('nest: compiled', process.execPath, [join(folder, 'node_modules', 'typescript-newest', 'bin', 'tsc')], project);
  const { version } = readJson(join(folder, 'node_modules', '@nestjs', 'core', 'package.json'));
  run(`nest: main.js on Nest ${version}`, process.execPath, [join('out', 'main.js')], project);
}

function check(which, folder, tarballs) {
  console.log(`AWS SDK, ${which}: ${JSON.stringify(peers(which))}`);
  mkdirSync(folder);
  const aliases = Object.entries(compilers).map(([name, alias]) => [`typescript-${name}`, alias]);
  const dependencies = {
    ...Object.fromEntries([...tarballs, ...aliases]),
    ...peers(which),
    ...nestOf(which),
    ...(which === 'oldest' && oldestCdk()),
    '@types/node': '^20.0.0',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
  run('npm install', 'npm', ['install', '--no-audit', '--no-fund'], folder);
  cpSync(join(root, 'fixtures', 'consumers', 'import-cost.mjs'), join(folder, 'import-cost.mjs'));
  console.log(`  ${run('import of @tempest-ts/hybrid', process.execPath, ['import-cost.mjs'], folder).trim()}`);
  run('tempest-hybrid --help', join(folder, 'node_modules', '.bin', 'tempest-hybrid'), ['--help'], folder);
  for (const [consumer, programs] of Object.entries(consumers)) {
    const project = join(folder, consumer);
    cpSync(join(root, 'fixtures', 'consumers', consumer), project, { recursive: true });
    for (const compiler of Object.keys(compilers)) {
      rmSync(join(project, 'out'), { recursive: true, force: true });
      const tsc = join(folder, 'node_modules', `typescript-${compiler}`);
      run(
        `${consumer}: compiled by TypeScript ${readJson(join(tsc, 'package.json')).version}`,
        process.execPath,
        [join(tsc, 'bin', 'tsc')],
        project,
      );
      for (const program of programs) run(`${consumer}: ${program}`, process.execPath, [join('out', program)], project);
    }
  }
  checkNest(folder);
  if (which !== 'oldest') return;
  cpSync(join(root, 'fixtures', 'consumers', 'synthesize.mjs'), join(folder, 'synthesize.mjs'));
  const { version } = readJson(join(folder, 'node_modules', 'aws-cdk-lib', 'package.json'));
  console.log(`  CDK ${version}: ${run('templates', process.execPath, ['synthesize.mjs'], folder).trim().replaceAll('\n', '; ')}`);
}

const temporary = mkdtempSync(join(tmpdir(), 'tempest-consumers-'));
try {
  const tarballs = pack(join(temporary, 'tarballs'));
  check('newest', join(temporary, 'newest'), tarballs);
  check('oldest', join(temporary, 'oldest'), tarballs);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (process.argv.includes('--keep')) console.log(temporary);
  else rmSync(temporary, { recursive: true, force: true });
}
