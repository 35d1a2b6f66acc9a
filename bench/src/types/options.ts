import { parseArgs } from 'node:util';

/** What the suite was asked to do. */
export interface TypesOptions {
  /** Counted runs of the compiler over each project. */
  readonly runs: number;
  readonly tables: number;
  /** Of each table. */
  readonly entities: number;
  /** Leave the projects where they are, for a look at them or for the compiler's own profile of them. */
  readonly keep: boolean;
}

const USAGE = 'Usage: npm run bench -w bench -- types [--runs N] [--tables N] [--entities N] [--keep]';

/** Reads the command line. Throws an error that says how to write it. */
export function readOptions(args: readonly string[]): TypesOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '5' },
      tables: { type: 'string', default: '20' },
      entities: { type: 'string', default: '10' },
      keep: { type: 'boolean', default: false },
    },
  });
  const positive = (option: 'runs' | 'tables' | 'entities'): number => {
    const value = Number(values[option]);
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${option} is a whole number above zero. ${USAGE}`);
    return value;
  };
  return { runs: positive('runs'), tables: positive('tables'), entities: positive('entities'), keep: values.keep };
}
