// The same 200 entities in 20 tables for this library and for two of its peers, type-checked in turn.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine } from '../measure/machine.js';
import { count, mebibytes, textTable } from '../measure/text-table.js';
import { electroDbProject } from './electrodb-project.js';
import { inventSchema } from './invented-schema.js';
import { readOptions } from './options.js';
import type { ProjectWriter } from './source-files.js';
import { tempestProject } from './tempest-project.js';
import { toolboxProject } from './toolbox-project.js';
import { type TypeCheck, typeCheck } from './type-check.js';
import { writeProject } from './write-project.js';

const TEMPEST = '@tempest-ts/tempest';
const PROJECTS: Readonly<Record<string, ProjectWriter>> = {
  [TEMPEST]: tempestProject,
  electrodb: electroDbProject,
  'dynamodb-toolbox': toolboxProject,
};

async function versionOf(name: string): Promise<string> {
  const file = fileURLToPath(new URL(`../../../node_modules/${name}/package.json`, import.meta.url));
  return JSON.parse(await readFile(file, 'utf8')).version;
}

const seconds = (value: number): string => value.toFixed(2);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const { runs, tables, entities, keep } = readOptions(process.argv.slice(2));
const folder = await mkdtemp(join(tmpdir(), 'tempest-types-'));
try {
  const schema = inventSchema(tables, entities);
  for (const [name, write] of Object.entries(PROJECTS)) await writeProject(join(folder, name.replace(/\W/g, '-')), write(schema));
  const checks = new Map<string, TypeCheck[]>(Object.keys(PROJECTS).map(name => [name, []]));
  // In turn, so that what else the machine does meets all of them; the first round, which reads the files from the disk, is not counted.
  for (let run = 0; run <= runs; run++) {
    for (const [name, found] of checks) {
      const check = await typeCheck(join(folder, name.replace(/\W/g, '-')));
      if (run > 0) found.push(check);
    }
  }
  const own = median((checks.get(TEMPEST) ?? []).map(check => check.seconds));
  const rows = [...checks].map(([name, found]) => {
    const times = found.map(check => check.seconds);
    const middle = median(times);
    return [
      name,
      seconds(middle),
      seconds(Math.min(...times)),
      seconds(Math.max(...times)),
      (middle / own).toFixed(2),
      mebibytes(Math.max(...found.map(check => check.peakBytes))),
      count(median(found.map(check => check.types))),
      count(median(found.map(check => check.instantiations))),
    ];
  });
  const versions = await Promise.all(['typescript', 'electrodb', 'dynamodb-toolbox'].map(async name => `${name} ${await versionOf(name)}`));
  console.log(`${tables * entities} entities in ${tables} tables, ${runs} runs of each in turn; ${versions.join(', ')}`);
  console.log(`Machine: ${describeMachine()}\n`);
  console.log(textTable(['project', 'median s', 'min s', 'max s', 'ratio', 'peak RSS', 'types', 'instantiations'], rows));
  const faster = rows.filter(row => Number(row[4]) < 1).map(row => row[0]);
  if (faster.length > 0) {
    console.log(`\nFAILED: ${faster.join(' and ')} took less time`);
    process.exitCode = 1;
  }
} finally {
  if (keep) console.log(folder);
  else await rm(folder, { recursive: true, force: true });
}
