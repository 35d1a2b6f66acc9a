import { parseArgs } from 'node:util';
import { PLANTED_BUGS } from './planted-bugs.js';

/** What the run was asked to do. */
export interface SoakOptions {
  /** How long processes work; what is checked afterwards comes on top. */
  readonly seconds: number;
  /** Of the faults, the kills and what each process does. Their order is the machine's. */
  readonly seed: number;
  readonly bug: string | undefined;
}

const USAGE = `Usage: npm run soak -- [--seconds N] [--seed N] [--bug NAME]. The bugs that can be planted: ${Object.keys(PLANTED_BUGS).join(', ')}.`;
const DEFAULT_SECONDS = 60;
const SEEDS = 1_000_000;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} is a whole number above zero, not ${text}. ${USAGE}`);
}

/** Reads the command line. Throws an error that says how to write it. */
export function readOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string' }, seed: { type: 'string' }, bug: { type: 'string' } },
  });
  const { seconds, seed, bug } = values;
  if (bug !== undefined && !Object.hasOwn(PLANTED_BUGS, bug)) throw new Error(`There is no bug ${bug}. ${USAGE}`);
  return {
    seconds: seconds === undefined ? DEFAULT_SECONDS : wholeNumber('seconds', seconds),
    seed: seed === undefined ? 1 + Math.floor(Math.random() * SEEDS) : wholeNumber('seed', seed),
    bug,
  };
}
