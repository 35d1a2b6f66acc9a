/**
 * The arrows of the house: which package, and which room inside a package, may import which. Type-only imports count too, since a
 * room that needs another's types knows about it. Cycles are Biome's to find (`noImportCycles`): they matter at run time alone, and
 * the parser used here does not tell the two kinds of import apart.
 */

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** One rule for each room: it imports itself and what stands before it; and one more: there are no other rooms. */
function roomsInOrder(name, rooms) {
  const paths = rooms.map(room => `^packages/${name}/src/${room}`);
  return [
    ...rooms
      .slice(0, -1)
      .map((room, place) =>
        forbid(
          `${name}: ${room}`,
          'A room imports only what stands before it in the list of .dependency-cruiser.cjs.',
          { path: paths[place] },
          { path: paths.slice(place + 1) },
        ),
      ),
    forbid(
      `${name}: rooms`,
      'A new room needs its place in the list of .dependency-cruiser.cjs.',
      { path: `^packages/${name}/src/`, pathNot: paths },
      {},
    ),
  ];
}

const source = name => `^packages/${name}/src/`;
/** What builds on hybrid's public API. */
const ADDITIVE = ['cli', 'report', 'opentelemetry', 'nestjs', 'bullmq', 'aws'];
const PACKAGES_ARROWS = `Arrows point one way: examples, bench, ${ADDITIVE.join(', ')} -> hybrid -> tempest, and testing -> tempest.`;
const others = names => `^(packages/(${[...names, ...ADDITIVE].join('|')})|examples|bench)/`;

module.exports = {
  forbidden: [
    ...roomsInOrder('tempest', [
      '(error-documentation|errors)[.]ts$',
      'decorators/',
      'metadata/',
      'codec/',
      'expression/',
      'operation/',
      'view/',
      'logical-db/',
      '(index|extend|simulator/index)[.]ts$',
    ]),
    ...roomsInOrder('hybrid', [
      '(errors|describe-issue|duration|is-permanent-error|safe-parse|storage-class)[.]ts$',
      '(price|control)/',
      '(entity|pointer|body|pack|schema|(s3-|cache-)?config[.]ts$)',
      'store/',
      'hydrate/',
      'cache/',
      'stream/',
      'checkpoint/',
      'preflight/',
      'iam/',
      'walk/',
      'move/',
      'archive/',
      'plan/',
      '(restore|refresh|verify|sweep|compact|shard)/',
      'migrate/',
      'import/',
      'erase/',
      'health/',
      '(upkeep-option-names|hybrid-operations|followed-operations)[.]ts$',
      'hybrid-logical-db[.]ts$',
      'index[.]ts$',
    ]),
    ...roomsInOrder('report', ['format/', 'html/', 'plot/', 'part/', 'report/', 'index[.]ts$']),
    ...roomsInOrder('cli', [
      '(errors|exit-code)[.]ts$',
      'config/',
      'connection/',
      'terminal/',
      'command/',
      'program[.]ts$',
      'main[.]ts$',
      'index[.]ts$',
    ]),
    ...roomsInOrder('opentelemetry', [
      '(attributes|duration)[.]ts$',
      '(request|operation|archival|health)-(metrics|spans)[.]ts$',
      'telemetry[.]ts$',
      'index[.]ts$',
    ]),
    ...roomsInOrder('nestjs', [
      '(tokens|options)[.]ts$',
      '(inject|check-options|one-of-each-name|tempest-connection|tempest-health-indicator)[.]ts$',
      'tempest-module[.]ts$',
      'index[.]ts$',
    ]),
    ...roomsInOrder('bullmq', [
      '(errors|rethrow|plan-options|archive-jobs|open-queue)[.]ts$',
      '(job-checkpoints|add-run)[.]ts$',
      '(plan|shard|report)-job[.]ts$',
      'archive-(queue|worker)[.]ts$',
      'index[.]ts$',
    ]),
    ...roomsInOrder('aws', [
      '(lambda-context|handler-events|permanent-error|failed-items|only-run)[.]ts$',
      '(run-files|sparse-checkpoints|lambda-deadline)[.]ts$',
      '(archive-handlers|archive-definition)[.]ts$',
      'cdk/',
      'index[.]ts$',
    ]),
    forbid('tempest stands alone', PACKAGES_ARROWS, { path: source('tempest') }, { path: others(['hybrid', 'testing']) }),
    forbid('hybrid on tempest', PACKAGES_ARROWS, { path: source('hybrid') }, { path: others(['testing']) }),
    forbid('testing on tempest', PACKAGES_ARROWS, { path: source('testing') }, { path: others(['hybrid']) }),
    forbid('nothing on programs', PACKAGES_ARROWS, { path: '^packages/' }, { path: '^(examples|bench)/' }),
    forbid('tempest knows no S3', 'The ORM knows DynamoDB, not S3.', { path: source('tempest') }, { path: 'client-s3' }),
    forbid(
      'sources know no tests',
      'What is published imports no test.',
      { path: '^packages/[^/]+/src/' },
      { path: '(^|/)(test|test-support)/' },
    ),
    forbid(
      'front doors only',
      "Another package's sources are imported by its name, through index.ts, extend.ts, simulator/index.ts or cdk/index.ts.",
      { path: '^(packages/[^/]+|examples/[^/]+|bench)/' },
      { path: '^packages/[^/]+/src/', pathNot: ['^$1/', '^packages/[^/]+/src/(index|extend|simulator/index|cdk/index)[.]ts$'] },
    ),
    forbid(
      'declared dependencies only',
      "What a package's sources import stands in that package's own package.json.",
      { path: '^packages/[^/]+/src/', pathNot: '^packages/(hybrid|report)/src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    ),
    forbid(
      'declared dependencies only, or bundled',
      "What a package's sources import stands in that package's own package.json: zod among what its development depends on, as the build bundles it; 'zod/mini', which imports in a third of the time.",
      { path: '^packages/hybrid/src/' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer'],
        pathNot: '^node_modules/zod/(mini|v4/locales)/',
      },
    ),
    forbid(
      'declared dependencies only, or bundled: report',
      'The build bundles what it takes of Plot, D3 and a DOM.',
      { path: '^packages/report/src/' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer'],
        pathNot: '^node_modules/(@observablehq/plot|domino)/',
      },
    ),
    forbid('resolvable', 'The import leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tempest-ts/source', 'import', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
