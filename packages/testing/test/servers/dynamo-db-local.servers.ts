import { existsSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DYNAMO_DB_CONTRACT } from '../../src/contract/dynamo-db-contract.js';
import { checkContractCase } from '../../src/contract/dynamo-db-contract-case.js';
import { DYNAMODB_LOCAL_KNOWN_GAPS } from '../../src/contract/dynamo-db-known-gaps.js';
import type { LocalDynamoDb } from '../../src/dynamo-db/local-dynamo-db.js';
import { startLocalDynamoDb } from '../../src/dynamo-db/start-local-dynamo-db.js';

/** A Java virtual machine, on a machine that has other things to do. */
const SLOW_MS = 120_000;
const START_MS = 60_000;

describe("Amazon's DynamoDB Local keeps the DynamoDB contract", () => {
  let server: LocalDynamoDb;
  beforeAll(async () => {
    server = await startLocalDynamoDb({ engine: 'dynamodb-local', startTimeoutMs: START_MS });
  }, SLOW_MS);
  afterAll(() => server.stop());

  test.each(DYNAMO_DB_CONTRACT)('$name', contractCase => checkContractCase(contractCase, server, DYNAMODB_LOCAL_KNOWN_GAPS), SLOW_MS);

  test('every known gap is a case of the contract', () => {
    expect(DYNAMO_DB_CONTRACT.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(DYNAMODB_LOCAL_KNOWN_GAPS)));
  });

  test(
    'two at once, on disk and in memory, end without leaving a process or a temporary folder',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'tempest-dynamodb-test-'));
      try {
        const pair = await Promise.all([
          startLocalDynamoDb({ engine: 'dynamodb-local', startTimeoutMs: START_MS, directory }),
          startLocalDynamoDb({ engine: 'dynamodb-local', startTimeoutMs: START_MS }),
        ]);
        // Each works in a temporary folder of its own (Linux tells which).
        const folders = pair.map(({ pid }) => readlinkSync(`/proc/${pid}/cwd`));
        expect(new Set(folders).size).toBe(2);
        for (const { client } of pair) expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
        await Promise.all(pair.map(one => one.stop()));
        for (const { pid } of pair) expect(() => process.kill(pid ?? Number.NaN, 0)).toThrow('ESRCH');
        expect(folders.filter(folder => existsSync(folder))).toEqual([]);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
    SLOW_MS,
  );
});
