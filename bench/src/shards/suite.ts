import { figure, figures } from '../harness/format.js';
import { pointsOf, samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Sample, Suite } from '../harness/suite.js';
import type { ShardsArguments } from './measure.js';

const WORKERS = [1, 2, 4];
const QUICK_LIMIT = 600;
const ALONE = '1';

function faultsOf(samples: readonly Sample[]): readonly string[] {
  const wrong = samples
    .filter(({ values }) => values.differences !== 0)
    .map(({ subject, values }) => `${subject} workers: ${values.differences} differences: ${values.first}`);
  const digests = new Set(samples.map(({ values }) => values.digest));
  return digests.size > 1 ? [...wrong, 'The archives of different crews are not the same.'] : wrong;
}

export const shards: Suite = {
  name: 'shards',
  title: 'One run, several workers',
  about: `The commits data, archived where older than 2024 by 1, 2 and 4 worker processes that take the 16 shards of one run as they have time. Each request to S3 takes 20 ms more, and a worker has 8 items on
their way, so that one worker waits more than it computes. DynamoDB and S3 are local servers on the same processors, which 2 workers and these fill where there are two. The run fails where an item is missing, archived
twice in S3, or reads back otherwise, or where the archives of the crews differ in a key.`,
  rounds: 1,
  lacks: ({ file }) => (file === undefined ? 'It needs the commits data: npm run bench -- shards commits.ndjson.gz' : undefined),
  jobs: ({ file = '', limit, quick }) => {
    const most = quick ? Math.min(limit, QUICK_LIMIT) : limit;
    return WORKERS.map(workers => {
      const args: ShardsArguments = { file, limit: Number.isFinite(most) ? most : null, workers };
      return { id: `${workers} workers`, module: new URL('measure.ts', import.meta.url), args };
    });
  },
  report: samples => {
    const alone = spreadOf(samplesOf(samples, ALONE), 'seconds').median;
    return {
      tables: [
        {
          caption: 'The same run',
          head: ['workers', 'items', 'objects in S3', 'seconds', 'items/s', 'speed-up', 'CPU seconds of all workers'],
          rows: subjectsOf(samples).map(subject => {
            const of = (name: string) => spreadOf(samplesOf(samples, subject), name);
            const [items, seconds] = [of('items').median, of('seconds')];
            const speedUp = (alone / seconds.median).toFixed(2);
            return [
              subject,
              figure(items),
              figure(of('objects').median),
              figures(seconds),
              figure(items / seconds.median),
              speedUp,
              figures(of('cpuSeconds')),
            ];
          }),
        },
      ],
      plots: [
        {
          name: 'shards',
          title: 'Time of one run against workers',
          kind: 'line',
          x: { label: 'workers' },
          y: { label: 'seconds' },
          series: [{ name: 'commits', points: subjectsOf(samples).flatMap(subject => pointsOf(samples, subject, 'seconds')) }],
        },
      ],
      faults: faultsOf(samples),
    };
  },
};
