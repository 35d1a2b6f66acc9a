// npm run bench: runs suites, keeps their raw results, and makes RESULTS.md and the plots of them.
import { loadavg } from 'node:os';
import { describeMachine } from '../measure/machine.js';
import { reportText } from '../report/report-text.js';
import { writeReport } from '../report/write-report.js';
import { SUITES } from '../suites.js';
import { type BenchOptions, readOptions, usage } from './options.js';
import { runSuite } from './run-suite.js';
import { SampleFile } from './sample-file.js';
import type { Suite } from './suite.js';
import { installedVersions } from './versions.js';

const known = SUITES.map(({ name }) => name);
const say = (line: string): void => console.log(line);

function optionsOrExit(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2), known);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage(known)}`);
    process.exit(2);
  }
}

const options = optionsOrExit();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(`The bench was ended by ${signal}.`)));

/** Returns what does not hold. */
async function run(suite: Suite): Promise<readonly string[]> {
  const file = new SampleFile(options.folder, suite.name);
  const lacks = suite.lacks?.(options);
  if (lacks !== undefined) {
    say(`\n${suite.name}: left out. ${lacks}`);
    return [];
  }
  const resume = options.resume && file.exists;
  const rounds = options.rounds ?? (resume ? (await file.read()).note.rounds : options.quick ? 1 : suite.rounds);
  say(`\n${suite.name}: ${suite.title}`);
  if (resume) {
    await file.resume();
  } else {
    const [load = 0] = loadavg();
    await file.begin({ startedAt: new Date().toISOString(), machine: describeMachine(), load, rounds, versions: installedVersions() });
  }
  await runSuite(suite, file, { ...options, rounds, resume, signal: stop.signal, say });
  const report = suite.report((await file.read()).samples);
  say(`\n${reportText(report)}`);
  return report.faults.map(fault => `${suite.name}: ${fault}`);
}

const faults: string[] = [];
if (!options.reportOnly) {
  for (const suite of SUITES.filter(({ name }) => options.suites.includes(name))) {
    try {
      faults.push(...(await run(suite)));
    } catch (error) {
      faults.push(`${suite.name}: ${error instanceof Error ? error.message : error}`);
      if (stop.signal.aborted) break;
    }
  }
}
say(`\n${await writeReport(SUITES, options)}`);
for (const fault of faults) console.error(`FAILED: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
