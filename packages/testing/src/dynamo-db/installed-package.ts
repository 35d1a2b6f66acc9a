import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The folder of an installed package, or `undefined`. Looked for from this package first (its own dependencies, wherever a package
 * manager puts them), then from the running script and the working folder (what the user installed beside it).
 */
export function installedPackageFolder(name: string): string | undefined {
  const starts = [thisFile(), process.argv[1], join(process.cwd(), 'package.json')];
  for (const start of starts) {
    if (start === undefined) continue;
    try {
      return dirname(createRequire(start).resolve(`${name}/package.json`));
    } catch {
      // Not to be seen from there: the next start may.
    }
  }
  return undefined;
}

/**
 * The path or URL of this very file. Built as an ES module it has no `__filename`, built as CommonJS it may not say `import.meta`;
 * the call site knows both.
 */
function thisFile(): string | undefined {
  const prepare = Error.prepareStackTrace;
  try {
    Error.prepareStackTrace = (_error, sites) => sites[0]?.getFileName();
    // `stack` is whatever prepareStackTrace returns: the file name, or nothing where the code was evaluated from a string.
    const file: unknown = new Error().stack;
    return typeof file === 'string' ? file : undefined;
  } finally {
    Error.prepareStackTrace = prepare;
  }
}
