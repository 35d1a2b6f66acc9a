import { readFile } from 'node:fs/promises';

/** A RESULTS.md that is there already. */
export interface EarlierResults {
  /** Each suite's part, by its title. */
  readonly parts: ReadonlyMap<string, string>;
  /** What `Versions:` lists: the versions of each package. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
}

const VERSIONS = /^Versions: (.*)\.$/m;

/** Reads the parts of a RESULTS.md; none where there is no such file. */
export async function readEarlierResults(path: string): Promise<EarlierResults> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [head = '', ...parts] = text.split(/^## /m);
  const listed = VERSIONS.exec(head)?.[1]?.split(', ') ?? [];
  return {
    parts: new Map(parts.map(part => [part.slice(0, part.indexOf('\n')), `## ${part.trimEnd()}`])),
    versions: new Map(
      listed.map(entry => {
        const [name = '', ...versions] = entry.split(/ (?:and )?/);
        return [name, versions];
      }),
    ),
  };
}
