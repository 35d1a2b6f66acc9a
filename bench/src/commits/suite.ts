import { figure, figures, mebibytes } from '../harness/format.js';
import { samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Sample, Suite } from '../harness/suite.js';
import type { CommitsArguments } from './measure.js';

const QUICK_LIMIT = 2000;
const MEGABYTE = 1e6;

const ofKind = (samples: readonly Sample[], kind: string): readonly Sample[] => samples.filter(({ values }) => values.kind === kind);

export const commits: Suite = {
  name: 'commits',
  title: 'Real commits, end to end',
  about: `The commits data, saved through the ORM, archived where older than 2024, read back through \`queryAllContents\` and compared with the file item by item, under \`--max-old-space-size=256\`.
DynamoDB and S3 are local servers in processes of their own, so CPU time and memory are the library's, with the SDK, the reading of the file and the comparison. Bytes in DynamoDB and S3 are
weighed with the SDK alone.`,
  rounds: 1,
  lacks: ({ file }) => (file === undefined ? 'It needs the commits data: npm run bench -- commits commits.ndjson.gz' : undefined),
  jobs: ({ file = '', limit, quick }) => {
    const most = quick ? Math.min(limit, QUICK_LIMIT) : limit;
    const args: CommitsArguments = { file, limit: Number.isFinite(most) ? most : null };
    return [{ id: 'commits', module: new URL('measure.ts', import.meta.url), args, nodeFlags: ['--max-old-space-size=256'] }];
  },
  report: samples => {
    const rows = (kind: string, cells: (of: (name: string) => ReturnType<typeof spreadOf>) => readonly string[]) => {
      const found = ofKind(samples, kind);
      return subjectsOf(found).map(subject => [subject, ...cells(name => spreadOf(samplesOf(found, subject), name))]);
    };
    return {
      tables: [
        {
          caption: 'Phases',
          head: ['phase', 'items', 'seconds', 'CPU seconds', 'items/s per core', 'peak RSS', 'peak heap'],
          rows: rows('phase', of => {
            const [items, cpu] = [of('items').median, of('cpuSeconds')];
            const memory = ['peakRss', 'peakHeap'].map(name => mebibytes(of(name).max));
            return [figure(items), figures(of('seconds')), figures(cpu), figure(items / cpu.median), ...memory];
          }),
        },
        {
          caption: 'Requests',
          head: ['phase and request', 'sent', 'per item'],
          rows: rows('request', of => [figure(of('sent').median), (of('sent').median / of('items').median).toFixed(3)]),
        },
        {
          caption: 'Bytes',
          head: ['tier', 'items', 'bytes per item', 'MB'],
          rows: rows('tier', of => {
            const [items, bytes] = [of('items').median, of('bytes').median];
            return [figure(items), figure(bytes / items), figure(bytes / MEGABYTE)];
          }),
        },
      ],
      plots: [],
      faults: ofKind(samples, 'differences')
        .filter(({ values }) => values.count !== 0)
        .map(({ values }) => `${values.count} differences: ${values.first}`),
    };
  },
};
