import { figure, figures, ratio } from '../harness/format.js';
import { placesOf, pointsOf, samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import { knownLayouts } from '../layout/layouts.js';
import type { ArchiveArguments } from './measure.js';

const DELAY_MS = 20;
const NAIVE = `naive, ${DELAY_MS} ms`;
const FULL = {
  concurrencies: [1, 4, 16, 64, 256],
  itemsEach: 40,
  least: 400,
  most: 10_000,
  naive: 100,
  atOnce: { single: 10_000, packed: 50_000 },
};
const QUICK = { concurrencies: [16], itemsEach: 2, least: 20, most: 60, naive: 5, atOnce: { single: 60, packed: 60 } };

export const archive: Suite = {
  name: 'archive',
  title: 'Archiving',
  about: `Runs over orders of 1 KB. The table is canned: it answers in the client's process, without sockets, from memory, and what its answers take is not counted as the client's; S3 is the local server in a process of its own. With every request
${DELAY_MS} ms late, the rate against \`archivalConfig.concurrency\`; with none late, the client's CPU time. The naive loop scans, puts the object and puts the row, one after the other, and
checks nothing. Runs look at the table and the bucket before they begin: a few requests that short runs feel.`,
  rounds: 5,
  jobs: ({ quick }) => {
    const size = quick ? QUICK : FULL;
    const module = new URL('measure.ts', import.meta.url);
    const job = (args: ArchiveArguments) => ({ id: `${args.way} ${args.concurrency} ${args.delayMs}`, module, args });
    return [
      job({ way: 'naive', concurrency: 1, items: size.naive, delayMs: DELAY_MS }),
      ...knownLayouts().flatMap(way => [
        ...size.concurrencies.map(concurrency => {
          const items = Math.min(size.most, Math.max(size.least, size.itemsEach * concurrency));
          return job({ way, concurrency, items, delayMs: DELAY_MS });
        }),
        job({ way, concurrency: 64, items: size.atOnce[way], delayMs: 0 }),
      ]),
    ];
  },
  report: samples => {
    const late = subjectsOf(samples).filter(subject => subject.endsWith(` ${DELAY_MS} ms`));
    const naive = spreadOf(samplesOf(samples, NAIVE), 'itemsPerSecond').median;
    return {
      tables: [
        {
          caption: 'Rates and costs',
          head: [
            'way',
            'concurrency',
            'items/s',
            'of the naive loop',
            'CPU ms an item',
            'items/s per core',
            'DynamoDB requests',
            'S3 puts',
          ],
          rows: subjectsOf(samples).flatMap(subject =>
            placesOf(samplesOf(samples, subject)).map(x => {
              const of = (name: string) => spreadOf(samplesOf(samples, subject, x), name);
              const isLate = late.includes(subject);
              return [
                subject,
                figure(x),
                figures(of('itemsPerSecond')),
                isLate ? ratio(of('itemsPerSecond').median, naive) : '–',
                figures(of('cpuMsPerItem')),
                figure(1000 / of('cpuMsPerItem').median),
                figure(of('dynamoDbRequests').median),
                figure(of('puts').median),
              ];
            }),
          ),
        },
      ],
      plots: [
        {
          name: 'archive',
          title: `Items archived a second, ${DELAY_MS} ms per request`,
          kind: 'line',
          x: { label: 'archivalConfig.concurrency', log: true },
          y: { label: 'items a second', log: true },
          series: late.map(name => ({ name, points: pointsOf(samples, name, 'itemsPerSecond') })),
        },
      ],
      faults: samples
        .filter(({ values }) => values.archived !== values.expected)
        .map(({ subject, values }) => `${subject}: ${values.archived} of ${values.expected} items were archived.`),
    };
  },
};
