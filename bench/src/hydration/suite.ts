import { figure, figures, ratio } from '../harness/format.js';
import { placesOf, pointsOf, samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import { knownLayouts } from '../layout/layouts.js';
import type { HydrationArguments } from './measure.js';

const DELAY_MS = 50;
const FULL = { concurrencies: [16, 64, 256], pointers: [1, 10, 50, 100, 250, 500, 1000] };
const QUICK = { concurrencies: [16], pointers: [1, 40] };

export const hydration: Suite = {
  name: 'hydration',
  title: 'Reading archived items',
  about: `Queries over 1 to 1,000 pointers, read to the end in pages of 100, with the local S3 server in a process of its own and every S3 request ${DELAY_MS} ms late. The least is what
\`readConcurrency\` allows where each item is an object of its own: \`ceil(pointers / concurrency)\` rounds of ${DELAY_MS} ms, with DynamoDB and the client taking no time at all.`,
  rounds: 5,
  jobs: ({ quick }) => {
    const { concurrencies, pointers } = quick ? QUICK : FULL;
    return knownLayouts().flatMap(layout =>
      concurrencies.map(concurrency => {
        const args: HydrationArguments = { layout, concurrency, pointers, delayMs: quick ? 1 : DELAY_MS };
        return { id: `${layout} ${concurrency}`, module: new URL('measure.ts', import.meta.url), args };
      }),
    );
  },
  report: samples => ({
    tables: [
      {
        caption: 'Milliseconds',
        head: ['reads', 'pointers', 'first item', 'all items', 'of the least', 'S3 reads'],
        rows: subjectsOf(samples).flatMap(subject =>
          placesOf(samplesOf(samples, subject)).map(x => {
            const of = (name: string) => spreadOf(samplesOf(samples, subject, x), name);
            return [
              subject,
              figure(x),
              figures(of('firstMs')),
              figures(of('totalMs')),
              ratio(of('totalMs').median, of('leastMs').median),
              figure(of('s3Reads').median),
            ];
          }),
        ),
      },
    ],
    plots: [
      {
        name: 'hydration',
        title: `A query over archived items, ${DELAY_MS} ms per S3 read`,
        kind: 'line',
        x: { label: 'pointers per query', log: true },
        y: { label: 'milliseconds until the last item', log: true },
        series: subjectsOf(samples).map(name => ({ name, points: pointsOf(samples, name, 'totalMs') })),
      },
    ],
    faults: samples
      .filter(({ x, values }) => values.items !== x || Number(values.s3Reads) > Number(x))
      .map(({ subject, x, values }) => `${subject}: a query over ${x} pointers returned ${values.items} items in ${values.s3Reads} reads.`),
  }),
};
