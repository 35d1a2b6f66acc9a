import './inline-zlib.js';
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { SimulationError } from './machinery.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import { runSchedule } from './run-schedule.js';
import { simulateMachine } from './simulated-machine.js';

/** What one of the processes did. */
interface Report {
  readonly schedules: number;
  readonly steps: number;
  readonly violation?: string;
}

const USAGE = `npm run simulate -- [options]
  --schedules N   how many to run (default 10000)
  --minutes M     stop after so many minutes, whatever is left (default: no limit)
  --first SEED    the first seed (default 1)
  --processes P   how many processes share the work (default 2)
  --seed SEED     run one schedule, and print every step of it
  --bug NAME      plant a bug, by a part of its name, and show the first schedule that it breaks
  --list          the bugs that can be planted
`;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: 'Infinity' },
    first: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    bug: { type: 'string' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);

function numberOf(name: 'schedules' | 'minutes' | 'first' | 'processes' | 'seed'): number {
  const number = Number(values[name]);
  if (!(number > 0)) throw new Error(`--${name} is a number above zero, not ${values[name]}.`);
  return number;
}

/** Runs seeds one after another, in this process. */
async function runSeeds(first: number, count: number, deadline: number): Promise<Report> {
  let steps = 0;
  let schedules = 0;
  for (; schedules < count && Date.now() < deadline; schedules += 1) {
    try {
      steps += (await runSchedule(first + schedules)).steps;
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      return { schedules: schedules + 1, steps, violation: error.message };
    }
  }
  return { schedules, steps };
}

function runInProcess(first: number, count: number, deadline: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1] ?? '', [], {
      env: { ...process.env, TEMPEST_SIMULATOR_SEEDS: JSON.stringify([first, count, deadline]) },
    });
    child.once('message', message => resolve(message as Report)); // of the same program
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The process of the seeds from ${first} ended with ${code}.`)));
  });
}

async function runMany(): Promise<boolean> {
  const [schedules, first, processes] = [numberOf('schedules'), numberOf('first'), numberOf('processes')];
  const started = Date.now();
  const deadline = started + Math.min(numberOf('minutes') * 60_000, Number.MAX_SAFE_INTEGER / 2);
  const share = Math.ceil(schedules / processes);
  const reports = await Promise.all(
    Array.from({ length: processes }, async (_, index) => {
      const from = first + index * share;
      const report = await runInProcess(from, Math.min(share, schedules - index * share), deadline);
      print(`seeds ${from} to ${from + report.schedules - 1}: ${report.schedules} schedules, ${report.steps} steps`);
      return report;
    }),
  );
  const done = reports.reduce((sum, report) => sum + report.schedules, 0);
  const violations = reports.flatMap(({ violation }) => violation ?? []);
  for (const violation of violations)
    print(`\n${violation}\n\nReplay it: npm run simulate -- --seed ${/^Seed (\d+)/.exec(violation)?.[1]}`);
  const seconds = (Date.now() - started) / 1000;
  print(
    `${done} of ${schedules} schedules in ${seconds.toFixed(0)} s (${(done / seconds).toFixed(0)} a second), violations ${violations.length}`,
  );
  return violations.length === 0;
}

async function showBug(part: string): Promise<boolean> {
  const names = Object.keys(PLANTED_BUGS).filter(name => name.includes(part));
  for (const name of names) {
    const bug = PLANTED_BUGS[name];
    const [first, count] = [numberOf('first'), numberOf('schedules')];
    print(`Planted: ${name}`);
    for (let seed = first; ; seed += 1) {
      if (seed === first + count) {
        print(`${count} schedules, and none is broken.`);
        return false;
      }
      try {
        await runSchedule(seed, bug);
      } catch (error) {
        if (!(error instanceof SimulationError)) throw error;
        print(`Found in schedule ${seed - first + 1}.\n${error.message}\n`);
        break;
      }
    }
  }
  if (names.length === 0) print(`There is no such bug. These are there:\n  ${Object.keys(PLANTED_BUGS).join('\n  ')}`);
  return names.length > 0;
}

async function main(): Promise<boolean> {
  if (values.help) print(USAGE);
  if (values.list) print(Object.keys(PLANTED_BUGS).join('\n'));
  if (values.help || values.list) return true;
  simulateMachine();
  if (values.bug !== undefined) return showBug(values.bug);
  if (values.seed === undefined) return runMany();
  const { trace } = await runSchedule(numberOf('seed'));
  print(trace().join('\n'));
  return true;
}

Error.stackTraceLimit = 0; // most errors are made to be thrown away
const seeds = process.env.TEMPEST_SIMULATOR_SEEDS;
if (seeds === undefined) {
  process.exitCode = (await main().catch((error: Error) => print(error.message))) ? 0 : 1;
} else {
  simulateMachine();
  const [first = 1, count = 1, deadline = 0] = JSON.parse(seeds) as readonly number[]; // of the parent
  process.send?.(await runSeeds(first, count, deadline), () => process.exit());
}
