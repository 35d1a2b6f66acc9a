import { figure, ratio } from '../harness/format.js';
import { samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import { knownLayouts } from './layouts.js';
import type { LayoutArguments } from './measure.js';

const QUICK_LIMIT = 1000;
const PUTS_PER = 1000;

export const layout: Suite = {
  name: 'layout',
  title: 'Bytes by layout',
  about: `The commits data (real commits of public repositories), those before 2024 archived in each layout: an object for each item, or packs of many. Bytes are counts, not times: one round says all.`,
  rounds: 1,
  lacks: ({ file }) => (file === undefined ? 'It needs the commits data: npm run bench -- layout commits.ndjson.gz' : undefined),
  jobs: ({ file = '', limit, quick }) =>
    knownLayouts().map(each => {
      const most = quick ? Math.min(limit, QUICK_LIMIT) : limit;
      const args: LayoutArguments = { layout: each, file, limit: Number.isFinite(most) ? most : null };
      return { id: each, module: new URL('measure.ts', import.meta.url), args };
    }),
  report: samples => {
    const perItem = (subject: string, name: string): number => {
      const of = (value: string): number => spreadOf(samplesOf(samples, subject), value).median;
      return of(name) / of('items');
    };
    return {
      tables: [
        {
          caption: 'Bytes per archived item, as each service counts',
          head: [
            'layout',
            'items',
            'DynamoDB before',
            'pointer',
            'S3',
            'smaller in S3 than single',
            'objects per 1,000 items',
            'PUTs per 1,000 items',
          ],
          rows: subjectsOf(samples).map(subject => [
            subject,
            figure(spreadOf(samplesOf(samples, subject), 'items').median),
            ...['bytesBefore', 'pointerBytes', 'objectBytes'].map(name => figure(perItem(subject, name))),
            ratio(perItem('single', 'objectBytes'), perItem(subject, 'objectBytes')),
            ...['objects', 'puts'].map(name => figure(perItem(subject, name) * PUTS_PER)),
          ]),
        },
      ],
      plots: [
        {
          name: 'layout',
          title: 'Bytes per archived item, commits data',
          kind: 'bar',
          x: { label: '' },
          y: { label: 'bytes' },
          series: subjectsOf(samples).map(name => ({
            name,
            points: (
              [
                ['DynamoDB before', 'bytesBefore'],
                ['pointer', 'pointerBytes'],
                ['S3', 'objectBytes'],
              ] as const
            ).map(([x, value]) => {
              const y = perItem(name, value);
              return { x, y, min: y, max: y };
            }),
          })),
        },
      ],
      faults: samples
        .filter(({ values }) => values.items !== values.old)
        .map(({ subject, values }) => `${subject}: ${values.items} of ${values.old} old items were archived.`),
    };
  },
};
