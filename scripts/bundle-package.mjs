// Bundles a package: a file for each of its entry points, and chunks for what they share. Hundreds of small files take ten times as long to import as what is in them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** The sources of its entry points, by their places in `dist`: `index`, `extend`. */
function entryPointsOf(folder, { exports }) {
  const sources = Object.values(exports).flatMap(entry => entry['@tempest-ts/source'] ?? []);
  return Object.fromEntries(sources.map(source => [source.replace(/^\.\/src\/(.+)\.ts$/, '$1'), join(folder, source)]));
}

/**
 * One more entry point, which is not kept: it has whatever the others name of the package, so that all of that goes into chunks. An entry point itself then only says what it
 * exports, and bundlers leave the chunks out for those who take of it what is another package's.
 */
const SHARED = 'shared-by-all';
const sharedEntry = (folder, entries) => ({
  name: SHARED,
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^${SHARED}$`) }, () => ({ path: SHARED, namespace: SHARED }));
    builder.onLoad({ filter: /.*/, namespace: SHARED }, () => {
      const named = Object.values(entries).flatMap(entry =>
        [...readFileSync(entry, 'utf8').matchAll(/ from '(\..+)\.js'/g)].map(([, path]) => join(dirname(entry), `${path}.ts`)),
      );
      return { contents: named.map((path, n) => `export * as _${n} from ${JSON.stringify(path)};`).join('\n'), resolveDir: folder };
    });
  },
});

/** The packages that are in the bundle. */
function bundledPackages(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: parts }) => Object.keys(parts));
  const folders = new Set(inputs.flatMap(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...folders].map(folder => ({ folder, ...readJson(join(folder, 'package.json')) }));
}

/** The declarations that a compiler reads of an application that imports the package. */
function declarationsFrom(file, met = new Set()) {
  if (met.has(file)) return met;
  met.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import |import\()['"](\..+?)\.js['"]/g)) {
    declarationsFrom(join(dirname(file), `${path}.d.ts`), met);
  }
  return met;
}

/** Declarations are not bundled: one that names a package which is not installed would be an error in every application. */
function checkDeclarations(folder, entries, packages) {
  for (const file of entries.flatMap(entry => [...declarationsFrom(join(folder, `${entry}.d.ts`))])) {
    const text = readFileSync(file, 'utf8');
    const named = packages.find(({ name }) => text.includes(`'${name}`));
    if (named) throw new Error(`${file} names ${named.name}, which is bundled. Mark what has its types with @internal.`);
  }
}

function write(file, contents) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, contents);
}

/** What is not installed with the package, as only its development depends on it, is bundled too. */
export async function bundlePackage(folder, { minify = false } = {}) {
  const manifest = readJson(join(folder, 'package.json'));
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const entries = entryPointsOf(folder, manifest);
  const out = join(folder, 'dist', 'esm');
  const { outputFiles, metafile } = await build({
    entryPoints: { ...entries, [SHARED]: SHARED },
    plugins: [sharedEntry(folder, entries)],
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: installed.flatMap(name => [name, `${name}/*`]),
    sourcemap: true,
    // What is minified is mostly others', and in their packages
    minify,
    sourcesContent: !minify,
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [relative(out, path), text]));
  for (const file of [`${SHARED}.js`, `${SHARED}.js.map`]) files.delete(file);
  for (const [file, text] of files) {
    write(join(out, file), text);
    if (!file.endsWith('.js')) continue;
    const map = Buffer.from(files.get(`${file}.map`) ?? '{}').toString('base64');
    const source = text.replace(/\/\/# sourceMappingURL=.*\n?$/, `//# sourceMappingURL=data:application/json;base64,${map}\n`);
    const made = await transform(source, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      minify,
      sourcesContent: !minify,
      sourcefile: file,
      // Test runners and bundlers know `require` wherever they know CommonJS
      supported: { 'dynamic-import': false },
    });
    const [name] = file.split('/').slice(-1);
    write(join(folder, 'dist', 'cjs', file), `${made.code}//# sourceMappingURL=${name}.map\n`);
    write(join(folder, 'dist', 'cjs', `${file}.map`), made.map);
  }
  const packages = bundledPackages(metafile);
  for (const format of ['esm', 'cjs']) checkDeclarations(join(folder, 'dist', format), Object.keys(entries), packages);
  // Their licences ask to go with them
  const notices = packages.map(each => `${each.name} ${each.version}\n\n${readFileSync(join(each.folder, 'LICENSE'), 'utf8').trim()}\n`);
  if (notices.length > 0) write(join(folder, 'dist', 'THIRD-PARTY-LICENSES.txt'), notices.join('\n'));
}
