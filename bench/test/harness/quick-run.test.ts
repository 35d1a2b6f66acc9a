import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PEERS } from '../../src/peers/peer.js';

const root = join(__dirname, '..', '..', '..');
/** Processes that load nine libraries, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the bench from the sources. */
async function bench(...args: readonly string[]): Promise<string> {
  const node = ['--conditions=@tempest-ts/source', '--import', 'tsx', 'bench/src/harness/main.ts', '--folder', folder];
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') };
  const { stdout } = await promisify(execFile)(process.execPath, [...node, ...args], { cwd: root, env });
  return stdout;
}

it(
  'has every peer return the items that were saved, and reports each',
  async () => {
    await bench('--quick', 'pages', 'items');
    const results = await readFile(join(folder, 'RESULTS.md'), 'utf8');
    for (const { name } of PEERS) expect(results.match(new RegExp(`^\\| ${name} \\|`, 'gm'))).toHaveLength(2);
    expect(results).not.toContain('Does not hold');
  },
  TIMEOUT_MS,
);

it(
  'makes the report and its plots again of the raw results alone',
  async () => {
    const before = await readFile(join(folder, 'RESULTS.md'), 'utf8');
    await rm(join(folder, 'RESULTS.md'));
    await rm(join(folder, 'plots'), { recursive: true });
    await bench('report');
    expect(await readFile(join(folder, 'RESULTS.md'), 'utf8')).toBe(before);
    expect(await readdir(join(folder, 'plots'))).toEqual(['pages.svg']);
    expect(await readFile(join(folder, 'plots', 'pages.svg'), 'utf8')).toMatch(/^<svg[\s\S]*Dynamoose[\s\S]*<\/svg>\n$/);
  },
  TIMEOUT_MS,
);

it(
  'goes on with a run that was ended: what was measured is not measured again',
  async () => {
    const raw = join(folder, 'pages.ndjson');
    const before = await readFile(raw, 'utf8');
    expect(await bench('--quick', '--resume', 'pages')).not.toContain('round 1 of 1');
    expect(await readFile(raw, 'utf8')).toBe(before);
  },
  TIMEOUT_MS,
);

it(
  'keeps the part of a suite whose raw results are not there',
  async () => {
    const before = await readFile(join(folder, 'RESULTS.md'), 'utf8');
    for (const raw of ['items.ndjson', 'items.json']) await rm(join(folder, raw));
    await bench('report');
    expect(await readFile(join(folder, 'RESULTS.md'), 'utf8')).toBe(before);
  },
  TIMEOUT_MS,
);
