import { figure, figures, mebibytes } from '../harness/format.js';
import { placesOf, pointsOf, samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Sample, Suite, SuiteOptions } from '../harness/suite.js';
import { knownLayouts, LAYOUTS } from '../layout/layouts.js';
import { tenBillion } from '../report/ten-billion.js';
import type { ScaleArguments } from './measure.js';

const ROWS = [10_000, 100_000, 1_000_000];
const QUICK_ROWS = [60];
const MODULE = new URL('measure.ts', import.meta.url);

/** Rows up to which each is archived as an object of its own, too: a million PUTs take the local server hours, and say nothing more. */
const MOST_SINGLE = 100_000;

/** Without what was only weighed, or is none of the library's. */
const phasesOf = (samples: readonly Sample[]): readonly Sample[] =>
  samples.filter(({ values }) => values.phase !== 'rows' && values.phase !== 'load');

/** One table size and layout in one phase. */
function lines(all: readonly Sample[], cells: (of: (name: string) => ReturnType<typeof spreadOf>) => readonly string[]) {
  const samples = phasesOf(all);
  return subjectsOf(samples).flatMap(subject =>
    placesOf(samplesOf(samples, subject)).map(rows => [
      subject,
      figure(rows),
      ...cells(name => spreadOf(samplesOf(samples, subject, rows), name)),
    ]),
  );
}

const faultsOf = (samples: readonly Sample[]): readonly string[] =>
  samples
    .filter(({ x, values }) => values.items !== x || values.clean === 0)
    .map(
      ({ subject, x, values }) => `${subject}: ${values.items} of ${x} items${values.clean === 0 ? ', and the archive is not clean' : ''}.`,
    );

const jobsOf = ({ quick, rows }: SuiteOptions, sizes: readonly number[], nodeFlags: readonly string[]) =>
  knownLayouts().flatMap(layout =>
    (rows ?? (quick ? QUICK_ROWS : sizes)).flatMap(size => {
      if (layout === 'single' && size > MOST_SINGLE) return [];
      const args: ScaleArguments = { layout, rows: size };
      return [{ id: `${layout} ${size}`, module: MODULE, args, nodeFlags }];
    }),
  );

const perItem = (total: number, items: number): string => figure(total / items);
const MILLIS = 1000;

export const scale: Suite = {
  name: 'scale',
  title: 'Cost per item as tables grow',
  about: `Tables of orders of about 500 bytes on the embedded DynamoDB and the local S3 server, each a process of its own: all of a table is archived, read back by a scan, and verified. Tables of more than ${MOST_SINGLE.toLocaleString('en-US')} rows are archived into packs
alone. The embedded DynamoDB executes no batches of swaps, so that each row is a request of its own here, which DynamoDB needs not. CPU
time is the client's process alone. The least write capacity is one unit an item: every row is smaller than 1 KB before and after.`,
  rounds: 1,
  jobs: options => jobsOf(options, ROWS, []),
  report: samples => ({
    tables: [
      {
        caption: 'Per item',
        head: ['phase', 'rows', 'CPU ms', 'items/s per core', 'DynamoDB requests', 'S3 requests', 'write units', 'bytes in S3', 'peak RSS'],
        rows: lines(samples, of => {
          const items = of('items').median;
          const cpu = of('cpuSeconds').median;
          return [
            perItem(cpu * MILLIS, items),
            figure(items / cpu),
            perItem(of('dynamoDb').median, items),
            perItem(of('s3').median, items),
            perItem(of('writeUnits').median, items),
            perItem(of('bytesStored').median, items),
            mebibytes(of('peakRss').max),
          ];
        }),
      },
      ...LAYOUTS.map(layout => tenBillion(samples, layout)).filter(table => table !== undefined),
    ],
    plots: [
      {
        name: 'scale',
        title: 'CPU per item against table size',
        kind: 'line',
        x: { label: 'rows', log: true },
        y: { label: 'CPU ms per item' },
        series: subjectsOf(phasesOf(samples)).map(name => ({
          name,
          points: pointsOf(samples, name, 'cpuSeconds').map(({ x, y, min, max }) => {
            const each = (seconds: number): number => (seconds * MILLIS) / Number(x);
            return { x, y: each(y), min: each(min), max: each(max) };
          }),
        })),
      },
    ],
    faults: faultsOf(samples),
  }),
};

const HEAP_FLAG = '--max-old-space-size=192';
const MEMORY_ROWS = [2000, 20_000, 200_000];
const MIB = 2 ** 20;

export const memory: Suite = {
  name: 'memory',
  title: 'Memory as tables grow',
  about: `As the suite of scale, under \`${HEAP_FLAG}\`. Sampled every 50 ms in each phase; the phases follow each other in one process, whose resident memory the system takes back late.`,
  rounds: 1,
  lacks: ({ quick }) => (quick ? 'The suite of scale, which does the same, stands for it in a quick run.' : undefined),
  jobs: options => jobsOf(options, MEMORY_ROWS, [HEAP_FLAG]),
  report: samples => ({
    tables: [
      {
        caption: 'The most that was seen',
        head: ['phase', 'rows', 'peak RSS MiB', 'peak heap MiB'],
        rows: lines(samples, of =>
          (['peakRss', 'peakHeap'] as const).map(name => {
            const { median, min, max, rounds } = of(name);
            return figures({ median: median / MIB, min: min / MIB, max: max / MIB, rounds });
          }),
        ),
      },
    ],
    plots: [
      {
        name: 'memory',
        title: `Peak resident memory against table size, ${HEAP_FLAG}`,
        kind: 'line',
        x: { label: 'rows', log: true },
        y: { label: 'MiB' },
        series: subjectsOf(phasesOf(samples)).map(name => ({
          name,
          points: pointsOf(samples, name, 'peakRss').map(({ x, y, min, max }) => ({ x, y: y / MIB, min: min / MIB, max: max / MIB })),
        })),
      },
    ],
    faults: faultsOf(samples),
  }),
};
