import { figure, figures, mebibytes, ratio } from '../harness/format.js';
import { samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import { PROJECTS, TEMPEST, type TypesArguments } from './measure.js';

const FULL = { tables: 20, entities: 10 };
const QUICK = { tables: 3, entities: 3 };

export const types: Suite = {
  name: 'types',
  title: 'Type-checking',
  about: `How long the repository's TypeScript takes over the same entities, declared and used with this library, with ElectroDB and with dynamodb-toolbox, under \`strict\` and \`skipLibCheck\`. Each entity
has twelve attributes (strings, numbers, an enumeration, an object in an object, a list, a date where the library has dates), a key and a key of one index, and is saved, loaded, queried by the
beginning of its sort key with a filter of three comparisons, queried by the index, and updated in six places. The time is the compiler's own.`,
  rounds: 3,
  jobs: ({ quick }) =>
    Object.keys(PROJECTS).map(library => {
      const args: TypesArguments = { library, ...(quick ? QUICK : FULL) };
      return { id: library, module: new URL('measure.ts', import.meta.url), args };
    }),
  report: samples => {
    const of = (subject: string, name: string) => spreadOf(samplesOf(samples, subject), name);
    const own = (name: string): number => of(TEMPEST, name).median;
    return {
      tables: [
        {
          caption: `${figure(samples[0]?.x ?? 0)} entities`,
          head: ['library', 'seconds', 'of this library', 'peak RSS', 'types', 'instantiations'],
          rows: subjectsOf(samples).map(subject => [
            subject,
            figures(of(subject, 'seconds')),
            ratio(of(subject, 'seconds').median, own('seconds')),
            mebibytes(of(subject, 'peakBytes').max),
            figure(of(subject, 'types').median),
            figure(of(subject, 'instantiations').median),
          ]),
        },
      ],
      plots: [],
      // Seconds depend on the machine; how much the compiler has to look at does not.
      faults: subjectsOf(samples)
        .filter(subject => of(subject, 'instantiations').median < own('instantiations'))
        .map(subject => `${subject} took fewer instantiations of types: ${figure(of(subject, 'instantiations').median)}.`),
    };
  },
};
