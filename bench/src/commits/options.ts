import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What the suite was asked to do. */
export interface CommitsOptions {
  readonly file: string;
  /** Records of the file to take, from its beginning. */
  readonly limit: number;
  readonly profileFolder: string | undefined;
}

export const USAGE = 'Usage: npm run bench -w bench -- commits <commits.ndjson.gz> [--limit N] [--profile FOLDER]';

/** npm runs a workspace's scripts in its folder; what users type is relative to where they stand. */
const startedIn = process.env.INIT_CWD ?? process.cwd();
const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

function find(path: string): string {
  const candidates = [startedIn, repositoryRoot, process.cwd()].map(folder => resolve(folder, path));
  const found = candidates.find(candidate => existsSync(candidate));
  if (found !== undefined) return found;
  throw new Error(`There is no file ${[...new Set(candidates)].join(', nor ')}. ${USAGE}`);
}

/** Reads the command line. Throws an error that says how to write it. */
export function readOptions(args: readonly string[]): CommitsOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { limit: { type: 'string' }, profile: { type: 'string' } },
    allowPositionals: true,
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new Error(USAGE);
  const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
  if (!(limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit > 0)))
    throw new Error(`--limit is a whole number above zero. ${USAGE}`);
  return { file: find(path), limit, profileFolder: values.profile === undefined ? undefined : resolve(startedIn, values.profile) };
}
