import { figure } from '../harness/format.js';
import { placesOf, pointsOf, samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { PlotPoint, Suite } from '../harness/suite.js';
import { knownLayouts } from '../layout/layouts.js';
import type { CostArguments } from './measure.js';

const FULL = { sizes: [512, 1024, 2048, 4096, 10_240, 40_960, 102_400, 307_200], items: 40 };
const QUICK = { sizes: [1024], items: 3 };

const isFinitePoint = ({ y }: PlotPoint): boolean => Number.isFinite(y);

export const cost: Suite = {
  name: 'cost',
  title: 'Money by item size',
  about: `What the library's dry run says of a million items of prose of each size, at its default prices (us-east-1, on demand, S3 Standard; \`DEFAULT_PRICES\`). Computed, not timed: one round
says all. A bar of no payback stands for items that would never pay for their move.`,
  rounds: 1,
  jobs: ({ quick }) => {
    const { sizes, items } = quick ? QUICK : FULL;
    return knownLayouts().flatMap(layout =>
      sizes.map(itemBytes => {
        const args: CostArguments = { layout, itemBytes, items };
        return { id: `${layout} ${itemBytes}`, module: new URL('measure.ts', import.meta.url), args };
      }),
    );
  },
  report: samples => ({
    tables: [
      {
        caption: 'Dollars per million items',
        head: ['layout', 'item bytes', 'a month before', 'a month after', 'the move, once', 'pays back after months'],
        rows: subjectsOf(samples).flatMap(subject =>
          placesOf(samplesOf(samples, subject)).map(x => {
            const of = (name: string): string => figure(spreadOf(samplesOf(samples, subject, x), name).median);
            return [subject, figure(x), of('monthlyBefore'), of('monthlyAfter'), of('moveCost'), of('paybackMonths')];
          }),
        ),
      },
    ],
    plots: [
      {
        name: 'payback',
        title: 'Months until archiving has paid for itself',
        kind: 'line',
        x: { label: 'bytes per item', log: true },
        y: { label: 'months', log: true },
        series: subjectsOf(samples).map(name => ({ name, points: pointsOf(samples, name, 'paybackMonths').filter(isFinitePoint) })),
      },
      {
        name: 'cost',
        title: 'Dollars a month for a million items',
        kind: 'line',
        x: { label: 'bytes per item', log: true },
        y: { label: 'dollars a month', log: true },
        series: [
          ...subjectsOf(samples)
            .slice(0, 1)
            .map(name => ({ name: 'in DynamoDB', points: pointsOf(samples, name, 'monthlyBefore') })),
          ...subjectsOf(samples).map(name => ({ name: `archived, ${name}`, points: pointsOf(samples, name, 'monthlyAfter') })),
        ],
      },
    ],
    faults: samples
      .filter(({ values }) => values.items !== values.expected)
      .map(({ subject, x, values }) => `${subject}, ${x} bytes: the dry run would move ${values.items} of ${values.expected} items.`),
  }),
};
