/**
 * What `npm run test:servers` runs: the suites of real servers, and the main suites once more on Amazon's DynamoDB Local and on the S3 gateway at
 * TEMPEST_TEST_S3_ENDPOINT instead of the embedded servers. TEMPEST_TEST_NO_GATEWAY=1: there is none.
 */
import everywhere from './jest.config.js';

const [legacyDecorators] = everywhere.projects;

process.env.TEMPEST_TEST_DYNAMODB ??= 'dynamodb-local';
/** Where there is no gateway, and that is known: its own suite has nothing to ask then. Else that suite fails, and says so. */
const withoutGateway = process.env.TEMPEST_TEST_NO_GATEWAY === '1' ? ['/s3-ceph\\.servers'] : [];

const servers = {
  ...legacyDecorators,
  displayName: 'servers',
  testMatch: [
    '<rootDir>/{packages/*,examples/*,docs}/test/servers/**/*.servers.ts',
    '<rootDir>/packages/hybrid/test/tiers/**/*.test.ts',
    '<rootDir>/packages/hybrid/test/archive/checkpoints.test.ts',
    '<rootDir>/packages/hybrid/test/migrate/killed-migration.test.ts',
    '<rootDir>/packages/tempest/test/{bad-input,integration,operation,view}/**/*.test.ts',
    '<rootDir>/examples/music-library/test/**/*.test.ts',
    '<rootDir>/docs/test/{composite-keys,checks-and-classes}.test.ts',
  ],
  // They ask no server anything, and compiling takes its time.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...withoutGateway,
    '/integration/(compilers|type-errors)',
    '/operation/(mocked-client|refused-by-service|.*-inputs?|offset|timeout|transaction-clock)\\.test',
  ],
};

export default {
  // A Java virtual machine and a gateway, on a machine that may be slow.
  testTimeout: 120_000,
  projects: [
    servers,
    {
      ...servers,
      displayName: 'servers, packed',
      // Those of them that write, change, filter and restore most.
      testMatch: ['<rootDir>/packages/hybrid/test/tiers/{archived-writes,batch,filters,main-job,restored-rows}.test.ts'],
      globals: { TEMPEST_TEST_LAYOUT: 'packed' },
    },
  ],
};
