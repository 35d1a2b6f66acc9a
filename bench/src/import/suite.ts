import { figure, figures } from '../harness/format.js';
import { samplesOf, spreadOf, subjectsOf } from '../harness/spread.js';
import type { Suite } from '../harness/suite.js';
import type { ImportArguments } from './measure.js';
import type { BundleArguments } from './measure-bundle.js';

const CLIENTS = ['@aws-sdk/client-dynamodb', '@aws-sdk/client-s3'];
const DOCUMENT_CLIENT = '@aws-sdk/lib-dynamodb';
const PACKAGES: readonly { readonly name: string; readonly before?: readonly string[]; readonly by?: ImportArguments['by'] }[] = [
  { name: '@tempest-ts/tempest' },
  { name: '@tempest-ts/hybrid' },
  { name: 'electrodb' },
  { name: 'dynamodb-toolbox', before: [DOCUMENT_CLIENT] },
  { name: 'dynamodb-onetable' },
  { name: '@typedorm/core', before: ['reflect-metadata', DOCUMENT_CLIENT], by: 'require' },
  { name: 'dynamoose' },
];
/** What an application that only reads and writes takes of the packages. */
const PARTS: Readonly<Record<string, string>> = {
  '@tempest-ts/tempest, tables alone': "export { Attribute, inlineView, LogicalDb, logicalTable } from '@tempest-ts/tempest';",
  '@tempest-ts/hybrid, the ORM alone': "export { Attribute, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';",
};

export const imports: Suite = {
  name: 'import',
  title: 'Imports and bundles',
  about: `How long each package takes to be imported from its build, in a new process that has imported the two clients of the SDK already (and what else the package lets its users bring), and how
large esbuild makes it, minified, without the SDK. Of the bundles, those that name a part export only that.`,
  rounds: 7,
  jobs: () => [
    ...PACKAGES.map(({ name, before = [], by = 'import' }) => {
      const args: ImportArguments = { subject: name, packageName: name, before: [...CLIENTS, ...before], by };
      return { id: `import ${name}`, module: new URL('measure.ts', import.meta.url), args };
    }),
    ...[...PACKAGES.map(({ name }) => [name, `export * from '${name}';`] as const), ...Object.entries(PARTS)].map(([subject, program]) => {
      const args: BundleArguments = { subject, program };
      return { id: `bundle ${subject}`, module: new URL('measure-bundle.ts', import.meta.url), args };
    }),
  ],
  report: samples => ({
    tables: [
      {
        caption: 'Beyond the SDK',
        head: ['package', 'import ms', 'CPU ms', 'modules in the bundle', 'bundle KB', 'gzipped KB'],
        rows: subjectsOf(samples).map(subject => {
          const of = (name: string) => spreadOf(samplesOf(samples, subject), name);
          const bytes = ['bytes', 'gzipped'].map(name => figure(of(name).median / 1000));
          return [subject, figures(of('wallMs')), figures(of('cpuMs')), figure(of('modules').median), ...bytes];
        }),
      },
    ],
    plots: [],
    faults: samples
      .filter(({ values }) => values.bytes === 0 || values.modules === 0)
      .map(({ subject }) => `${subject}: the bundle is empty.`),
  }),
};
