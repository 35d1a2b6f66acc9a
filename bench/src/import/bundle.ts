import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a bundle came to. */
export interface Bundle {
  readonly bytes: number;
  /** Files that have a part in it. */
  readonly modules: number;
  readonly text: string;
}

const bench = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles a program for Node, minified, from the packages' builds. */
export async function bundle(program: string, external: readonly string[]): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: bench, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: [...external],
    banner: { js: "import { createRequire as __bundled } from 'node:module'; const require = __bundled(import.meta.url);" },
    logLevel: 'error',
  });
  const text = outputFiles[0]?.text ?? '';
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.values(inputs).filter(({ bytesInOutput }) => bytesInOutput > 0),
  );
  return { bytes: Buffer.byteLength(text), modules: parts.length, text };
}
