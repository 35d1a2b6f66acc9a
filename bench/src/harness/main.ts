// npm run bench: runs suites, keeps their raw results, and makes RESULTS.md and the plots of them.
import { availableParallelism, loadavg } from 'node:os';
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
async function run(suite: Suite, say: (line: string) => void): Promise<readonly string[]> {
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
    const where = { machine: describeMachine(), load, cores: availableParallelism() };
    await file.begin({ startedAt: new Date().toISOString(), ...where, rounds, versions: installedVersions() });
  }
  await runSuite(suite, file, { ...options, rounds, resume, signal: stop.signal, say });
  const report = suite.report((await file.read()).samples);
  say(`\n${reportText(report)}`);
  return report.faults.map(fault => `${suite.name}: ${fault}`);
}

const faults: string[] = [];

async function runOrTell(suite: Suite, say: (line: string) => void): Promise<void> {
  try {
    faults.push(...(await run(suite, say)));
  } catch (error) {
    faults.push(`${suite.name}: ${error instanceof Error ? error.message : error}`);
  }
}

const waiting = options.reportOnly ? [] : SUITES.filter(({ name }) => options.suites.includes(name));

/** Runs what waits, one suite after the other. */
async function runWaiting(): Promise<void> {
  for (let suite = waiting.shift(); suite && !stop.signal.aborted; suite = waiting.shift()) {
    if (!options.quick) {
      await runOrTell(suite, line => console.log(line));
      continue;
    }
    const lines: string[] = [];
    await runOrTell(suite, line => lines.push(line));
    console.log(lines.join('\n'));
  }
}

// Times mean nothing in a quick run, so its suites need not have the machine to themselves.
await Promise.all(Array.from({ length: options.quick ? availableParallelism() : 1 }, runWaiting));
console.log(`\n${await writeReport(SUITES, options)}`);
for (const fault of faults) console.error(`FAILED: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
