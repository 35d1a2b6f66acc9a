// node scripts/sum-test-results.mjs FOLDER: adds up the JSON results of Jest in a folder and prints `N passed, N failed`. A suite that did not get as far as
// its tests counts as one failure, and so does a folder without results.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const runs = readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const sum = count => runs.reduce((total, run) => total + run[count], 0);
const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites') + (runs.length === 0 ? 1 : 0);
console.log(`${sum('numPassedTests')} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
