import { DYNAMO_DB_CONTRACT } from '../../src/contract/dynamo-db-contract.js';
import { checkContractCase } from '../../src/contract/dynamo-db-contract-case.js';
import { DYNOXIDE_KNOWN_GAPS } from '../../src/contract/dynamo-db-known-gaps.js';
import type { LocalDynamoDb } from '../../src/dynamo-db/local-dynamo-db.js';
import { startLocalDynamoDb } from '../../src/dynamo-db/start-local-dynamo-db.js';

/** The largest cases move megabytes, on a machine that has other things to do. */
jest.setTimeout(30_000);

describe('dynoxide keeps the DynamoDB contract', () => {
  let server: LocalDynamoDb;
  beforeAll(async () => {
    server = await startLocalDynamoDb({ engine: 'dynoxide' });
  });
  afterAll(() => server.stop());

  test.each(DYNAMO_DB_CONTRACT)('$name', contractCase => checkContractCase(contractCase, server, DYNOXIDE_KNOWN_GAPS));

  test('every known gap is a case of the contract, and every case has a name of its own', () => {
    const names = DYNAMO_DB_CONTRACT.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(DYNOXIDE_KNOWN_GAPS)));
    expect(new Set(names).size).toBe(names.length);
  });
});
