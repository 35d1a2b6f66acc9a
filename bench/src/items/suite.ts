import { figures, ratio } from '../harness/format.js';
import { median, samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Sample, Suite } from '../harness/suite.js';
import { PEERS } from '../peers/peer.js';
import { type ItemsArguments, OPERATIONS } from './measure.js';

const RAW_CLIENT = 'raw client';
/** About 350 bytes an item. */
const NOTE_CHARACTERS = 60;
const FULL = { warmUpCalls: 1000, cpuMs: 1000 };
const QUICK = { warmUpCalls: 1, cpuMs: 1 };

const of = (samples: readonly Sample[], operation: string): readonly Sample[] =>
  samples.filter(({ values }) => values.operation === operation);

/** How much more than the raw client the median round took. */
function comparison(samples: readonly Sample[], subject: string, operation: string): string {
  const cpu = (name: string): number => median(of(samplesOf(samples, name), operation).map(({ values }) => Number(values.cpuMs)));
  return ratio(cpu(subject), cpu(RAW_CLIENT));
}

export const items: Suite = {
  name: 'items',
  title: 'CPU per small item',
  about: `\`load\`, \`save\` and \`update\` of an item of about 350 bytes, one after the other, answered from memory as in the suite of pages. An update sets two attributes of an item that must exist and
returns the item as it is then. The raw client's item is DynamoDB's own shape, made beforehand.`,
  rounds: 7,
  jobs: ({ quick }) =>
    PEERS.map(({ name: peer }) => {
      const args: ItemsArguments = { peer, noteCharacters: NOTE_CHARACTERS, ...(quick ? QUICK : FULL) };
      return { id: peer, module: new URL('measure.ts', import.meta.url), args };
    }),
  report: samples => ({
    tables: [
      {
        caption: 'CPU microseconds per call, and against the raw client',
        head: ['peer', ...OPERATIONS.flatMap(operation => [operation, 'of raw'])],
        rows: subjectsOf(samples).map(subject => [
          subject,
          ...OPERATIONS.flatMap(operation => {
            const { median: middle, min, max, rounds } = spreadOf(of(samplesOf(samples, subject), operation), 'cpuMs');
            const inMicros = { median: middle * 1000, min: min * 1000, max: max * 1000, rounds };
            return [figures(inMicros), comparison(samples, subject, operation)];
          }),
        ]),
      },
    ],
    plots: [],
    faults: samples
      .filter(({ values }) => values.same !== 1)
      .map(({ subject, values }) => `${subject}: ${values.operation} did not give the item that was saved.`),
  }),
};
