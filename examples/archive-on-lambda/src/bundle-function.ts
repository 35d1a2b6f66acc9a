import { build } from 'esbuild';

/** Bundles the handlers for Lambda: one file which needs nothing beside it. Resolves to its bytes. */
export async function bundleFunction(entry: string, outfile: string, conditions: string[] = []): Promise<number> {
  // #region bundle
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    keepNames: true, // results, packs and shards name your classes
    platform: 'node',
    target: 'node22',
    sourcemap: 'linked',
    conditions,
    metafile: true,
  });
  // #endregion
  return Object.entries(metafile.outputs).find(([file]) => file.endsWith('.js'))?.[1].bytes ?? 0;
}
