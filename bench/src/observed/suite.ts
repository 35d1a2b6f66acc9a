import { figures, ratio } from '../harness/format.js';
import { median, samplesOf, spreadOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import { LISTENERS, type ObservedArguments } from './measure.js';

const NOTE_CHARACTERS = 60;
const FULL = { warmUpCalls: 1000, cpuMs: 1000 };
const QUICK = { warmUpCalls: 1, cpuMs: 1 };

export const observed: Suite = {
  name: 'observed',
  title: 'CPU of being observed',
  about: `\`load\` of an item of about 350 bytes, as in the suite of items, by who listens to the database. The SDK keeps every span in batches, which are then thrown away, and metrics that nobody collects.`,
  rounds: 7,
  jobs: ({ quick }) =>
    LISTENERS.map(listener => {
      const args: ObservedArguments = { listener, noteCharacters: NOTE_CHARACTERS, ...(quick ? QUICK : FULL) };
      return { id: listener, module: new URL('measure.ts', import.meta.url), args };
    }),
  report: samples => {
    const cpu = (subject: string): number => median(samplesOf(samples, subject).map(({ values }) => Number(values.cpuMs)));
    return {
      tables: [
        {
          caption: 'CPU microseconds per load, and against nobody’s listening',
          head: ['who listens', 'load', 'of nobody'],
          rows: LISTENERS.map(subject => {
            const { median: middle, min, max, rounds } = spreadOf(samplesOf(samples, subject), 'cpuMs');
            const inMicros = { median: middle * 1000, min: min * 1000, max: max * 1000, rounds };
            return [subject, figures(inMicros), ratio(cpu(subject), cpu('nobody'))];
          }),
        },
      ],
      plots: [],
      faults: samples
        .filter(({ values }) => values.same !== 1)
        .map(({ subject }) => `${subject}: load did not give the item that was saved.`),
    };
  },
};
