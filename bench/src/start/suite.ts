import { figure, figures } from '../harness/format.js';
import { samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import type { StartArguments } from './measure.js';
import { START_PROGRAMS } from './programs.js';

export const start: Suite = {
  name: 'start',
  title: 'Cold start',
  about: `A program that makes both clients of the SDK, declares a table and loads one item, bundled with all it imports and minified, from the start of its process until it has the item. DynamoDB's
answer comes from memory.`,
  rounds: 7,
  jobs: () =>
    Object.entries(START_PROGRAMS).map(([subject, program]) => {
      const args: StartArguments = { subject, program };
      return { id: subject, module: new URL('measure.ts', import.meta.url), args };
    }),
  report: samples => ({
    tables: [
      {
        caption: 'Until the first item',
        head: ['bundle of', 'wall ms', 'CPU ms', 'bundle KB'],
        rows: subjectsOf(samples).map(subject => {
          const of = (name: string) => spreadOf(samplesOf(samples, subject), name);
          return [subject, figures(of('wallMs')), figures(of('cpuMs')), figure(of('bytes').median / 1000)];
        }),
      },
    ],
    plots: [],
    faults: samples.filter(({ values }) => values.items !== 1).map(({ subject }) => `${subject}: it found no item.`),
  }),
};
