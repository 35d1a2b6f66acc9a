import type { PlotPoint, Sample } from './suite.js';

/** What several rounds gave. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** One value of the samples over the rounds; samples that lack it, or whose value is a text, do not count. */
export function spreadOf(samples: readonly Sample[], name: string): Spread {
  const values = samples.map(({ values }) => values[name]).filter(value => typeof value === 'number');
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}

/** The subjects, in the order in which they were first measured. */
export function subjectsOf(samples: readonly Sample[]): readonly string[] {
  return [...new Set(samples.map(({ subject }) => subject))];
}

/** The values of what is varied, in order. */
export function placesOf(samples: readonly Sample[]): readonly number[] {
  return [...new Set(samples.map(({ x }) => x).filter(x => x !== undefined))].sort((a, b) => a - b);
}

export function samplesOf(samples: readonly Sample[], subject: string, x?: number): readonly Sample[] {
  return samples.filter(sample => sample.subject === subject && (x === undefined || sample.x === x));
}

/** One subject's line of a plot. */
export function pointsOf(samples: readonly Sample[], subject: string, name: string): readonly PlotPoint[] {
  return placesOf(samplesOf(samples, subject)).map(x => {
    const { median: y, min, max } = spreadOf(samplesOf(samples, subject, x), name);
    return { x, y, min, max };
  });
}
