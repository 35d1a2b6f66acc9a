import { figures, ratio } from '../harness/format.js';
import { samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import { PEERS } from '../peers/peer.js';
import { FLOOR, PAGE_ITEMS, type PagesArguments } from './measure.js';

const DOCUMENT_CLIENT = 'DynamoDBDocumentClient';
const FULL = { warmUpCalls: 200, cpuMs: 2000 };
const QUICK = { warmUpCalls: 1, cpuMs: 1 };

export const pages: Suite = {
  name: 'pages',
  title: 'CPU per page',
  about: `Queries for a page of ${PAGE_ITEMS} items of about 1 KB, one after the other, answered from memory by the request handler of the SDK's client: no network, and all of the SDK's
own work. Every peer is served the rows that it stored itself, and what it returns is compared with what was saved. CPU time is that of the whole process, its garbage collector
included. The floor is an empty page sent by the SDK's client, and \`JSON.parse\` of a full page's text. The raw client's page is DynamoDB's own shape, not items. HybridLogicalDb's items are hot,
and have a date where the others have its text.`,
  rounds: 7,
  jobs: ({ quick }) =>
    [FLOOR, ...PEERS.map(({ name }) => name)].map(peer => {
      const args: PagesArguments = { peer, ...(quick ? QUICK : FULL) };
      return { id: peer, module: new URL('measure.ts', import.meta.url), args };
    }),
  report: samples => {
    const cpu = (subject: string) => spreadOf(samplesOf(samples, subject), 'cpuMs');
    const subjects = [...subjectsOf(samples)].sort((a, b) => cpu(a).median - cpu(b).median);
    const floor = cpu(FLOOR).median;
    const documentClient = cpu(DOCUMENT_CLIENT).median;
    return {
      tables: [
        {
          caption: `Milliseconds per page of ${PAGE_ITEMS} items`,
          head: ['peer', 'CPU ms', 'wall ms', `of ${DOCUMENT_CLIENT}`, 'of the floor'],
          rows: subjects.map(subject => [
            subject,
            figures(cpu(subject)),
            figures(spreadOf(samplesOf(samples, subject), 'wallMs')),
            ratio(cpu(subject).median, documentClient),
            ratio(cpu(subject).median, floor),
          ]),
        },
      ],
      plots: [
        {
          name: 'pages',
          title: `CPU per page of ${PAGE_ITEMS} items of 1 KB`,
          kind: 'bar',
          x: { label: '' },
          y: { label: 'CPU, ms', log: true },
          series: [
            {
              name: 'CPU per page',
              points: subjects.map(subject => {
                const { median: y, min, max } = cpu(subject);
                return { x: subject, y, min, max };
              }),
            },
          ],
        },
      ],
      faults: samples
        .filter(({ values }) => values.same !== 1)
        .map(({ subject, values }) => `${subject} returned ${values.items} items that are not those that were saved.`),
    };
  },
};
