// Makes the site: the reference from the packages' sources, then VitePress over it and the guides, into .vitepress/dist. Dead links fail. `--dev` serves it while it is written;
// `--base /name/` makes it for a place below a host's root.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const docs = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(join(docs, 'package.json'));
const binOf = name => {
  const file = require.resolve(`${name}/package.json`);
  const { bin } = require(file);
  return join(dirname(file), typeof bin === 'string' ? bin : bin[name]);
};

function run(name, args) {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [binOf(name), ...args], { cwd: docs, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** What each package exports, as a module of that name. Hybrid exports all of tempest. */
function writeEntries() {
  const packages = join(docs, '..', 'packages');
  const entries = join(docs, '.vitepress', 'cache', 'api');
  rmSync(entries, { recursive: true, force: true });
  mkdirSync(entries, { recursive: true });
  for (const name of readdirSync(packages)) {
    if (name === 'tempest' || !existsSync(join(packages, name, 'src', 'index.ts'))) continue;
    writeFileSync(join(entries, `${name}.ts`), `/** @module @tempest-ts/${name} */\nexport * from '@tempest-ts/${name}';\n`);
  }
}

writeEntries();
rmSync(join(docs, 'api'), { recursive: true, force: true });
run('typedoc', ['--options', join('site', 'typedoc.json')]);
const [base] = process.argv.includes('--base') ? process.argv.slice(process.argv.indexOf('--base') + 1) : [];
run('vitepress', [process.argv.includes('--dev') ? 'dev' : 'build', '.', ...(base ? ['--base', base] : [])]);
