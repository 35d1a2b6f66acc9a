/**
 * One suite, compiled three ways: TypeScript's `experimentalDecorators` with the metadata that they may emit, the same without, and TC39 decorators.
 * Suites in which decorators play no part, and those of what is done to an archive, which read entities as all the others do, run in the first way only;
 * those of the tiers, for which metadata could play a part in reading the entity alone, run in the first and the last. Suites that need servers which are not embedded are
 * `test/servers/*.servers.ts`: see jest.servers.config.js.
 */
const swc = transform => ({
  '^.+\\.[cm]?[jt]s$': [
    '@swc/jest',
    {
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform, keepClassNames: true },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
});

const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tempest-ts/source', 'node', 'require', 'default'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/'],
  // Nest, the cookies of Fastify's test client, and Plot with D3 are ES modules only.
  transformIgnorePatterns: [
    '/node_modules/(?!@(?:tempest-ts|nestjs|observablehq)/|(?:d3(?:-[^/]+)?|internmap|delaunator|robust-predicates|isoformat)/|(?:[^/]+/node_modules/)?cookie/)',
  ],
};
const everyTest = ['packages/*', 'examples/*', 'bench', 'docs'].map(folder => `<rootDir>/${folder}/test/**/*.test.ts`);

const WITHOUT_DECORATORS = '/test/(integration|simulator|soak|harness|s3|dynamo-db|body|pointer|expression|fuzz|golden|pack|site)/';
/** Nest has decorators of parameters, which the standard has not, and injects by what a compiler emits of types. */
const OF_NEST = '/(?:packages/nestjs|examples/nest-sessions)/';
const OF_THE_ARCHIVE =
  '/(?:examples/archive-on-lambda|packages/(?:(?:aws|cli|report|opentelemetry|bullmq)/test|hybrid/test/(archive|move|plan|hydrate|cache|compact|erase|iam|import|migrate|preflight|price|refresh|restore|shard|store|sweep|verify)))/';
/** What is done to the archive there too. */
const OF_OBSERVABILITY = '/(?:examples/observability/test|packages/hybrid/test/health)/';
const WITHOUT_METADATA = '/packages/hybrid/test/tiers/(?!round-trip)';

export default {
  // A machine that is busy with others must not fail a test: no test is a timed one.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'legacy decorators',
      testMatch: everyTest,
      transform: swc({ legacyDecorator: true, decoratorMetadata: true }),
    },
    {
      ...shared,
      displayName: 'standard decorators',
      // What an item is depends neither on the dialect nor on the layout: the suites of the tiers are tried in both of both, in two runs.
      globals: { TEMPEST_TEST_LAYOUT: 'packed' },
      testMatch: everyTest,
      testPathIgnorePatterns: ['/node_modules/', WITHOUT_DECORATORS, OF_THE_ARCHIVE, OF_OBSERVABILITY, OF_NEST],
      transform: swc({ decoratorVersion: '2022-03' }),
    },
    {
      ...shared,
      displayName: 'legacy decorators without metadata',
      testMatch: everyTest,
      testPathIgnorePatterns: ['/node_modules/', WITHOUT_DECORATORS, OF_THE_ARCHIVE, OF_OBSERVABILITY, WITHOUT_METADATA, OF_NEST],
      transform: swc({ legacyDecorator: true, decoratorMetadata: false }),
    },
  ],
};
