import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
  readonly suites: readonly string[];
  /** Measure nothing: make the report of the raw results that are there. */
  readonly reportOnly: boolean;
  readonly rounds: number | undefined;
  readonly quick: boolean;
  readonly resume: boolean;
  readonly file: string | undefined;
  readonly limit: number;
  readonly rows: readonly number[] | undefined;
  /** Where raw results are kept. */
  readonly folder: string;
  /** Where RESULTS.md and the plots go. */
  readonly reportFolder: string;
  readonly profileFolder: string | undefined;
}

const bench = fileURLToPath(new URL('../..', import.meta.url));
/** npm runs a workspace's scripts in its folder; what users type is relative to where they stand. */
const startedIn = process.env.INIT_CWD ?? process.cwd();
const COMMITS_FILE = 'shared/data/commits.ndjson.gz';

export const usage = (suites: readonly string[]): string =>
  `Usage: npm run bench [-- [suite...] [commits.ndjson.gz] [--rounds N] [--quick] [--resume] [--limit N] [--rows N,N] [--folder FOLDER] [--profile FOLDER]]
       npm run bench -- report
The suites: ${suites.join(', ')}. All of them where none is named.`;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes whole numbers above zero, not ${text}.`);
  return value;
}

function findFile(path: string | undefined): string | undefined {
  if (path === undefined) {
    const beside = join(bench, '..', '..', COMMITS_FILE);
    return existsSync(beside) ? beside : undefined;
  }
  const candidates = [resolve(startedIn, path), resolve(bench, '..', path), resolve(path)];
  const found = candidates.find(candidate => existsSync(candidate));
  if (found === undefined) throw new Error(`There is no file ${[...new Set(candidates)].join(', nor ')}.`);
  return found;
}

/** Reads the command line. Throws an error that says what is wrong with it. */
export function readOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      limit: { type: 'string' },
      rows: { type: 'string' },
      folder: { type: 'string' },
      profile: { type: 'string' },
    },
    allowPositionals: true,
  });
  const isData = (word: string): boolean => /\.(gz|ndjson)$/.test(word);
  const words = positionals.filter(word => !isData(word));
  const unknown = words.filter(word => word !== 'report' && !known.includes(word));
  if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', nor ')}.`);
  const asked = words.filter(word => word !== 'report');
  const given = values.folder === undefined ? undefined : resolve(startedIn, values.folder);
  // What a quick run finds is no result: it never replaces any.
  const folder = given ?? join(bench, '.results', ...(values.quick ? ['quick'] : []));
  return {
    suites: asked.length > 0 ? asked : known,
    reportOnly: words.includes('report'),
    rounds: values.rounds === undefined ? undefined : wholeNumber('rounds', values.rounds),
    quick: values.quick,
    resume: values.resume,
    file: findFile(positionals.find(isData)),
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('limit', values.limit),
    rows: values.rows?.split(',').map(text => wholeNumber('rows', text)),
    folder,
    reportFolder: given !== undefined || values.quick ? folder : bench,
    profileFolder: values.profile === undefined ? undefined : resolve(startedIn, values.profile),
  };
}
