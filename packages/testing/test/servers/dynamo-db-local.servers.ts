import { DYNAMO_DB_CONTRACT } from '../../src/contract/dynamo-db-contract.js';
import { checkContractCase } from '../../src/contract/dynamo-db-contract-case.js';
import { DYNAMODB_LOCAL_KNOWN_GAPS } from '../../src/contract/dynamo-db-known-gaps.js';
import type { LocalDynamoDb } from '../../src/dynamo-db/local-dynamo-db.js';
import { startLocalDynamoDb } from '../../src/dynamo-db/start-local-dynamo-db.js';

/** A Java virtual machine, on a machine that has other things to do. */
const SLOW_MS = 60_000;

describe("Amazon's DynamoDB Local keeps the DynamoDB contract", () => {
  let server: LocalDynamoDb;
  beforeAll(async () => {
    server = await startLocalDynamoDb({ engine: 'dynamodb-local' });
  }, SLOW_MS);
  afterAll(() => server.stop());

  test.each(DYNAMO_DB_CONTRACT)('$name', contractCase => checkContractCase(contractCase, server, DYNAMODB_LOCAL_KNOWN_GAPS), SLOW_MS);

  test('every known gap is a case of the contract', () => {
    expect(DYNAMO_DB_CONTRACT.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(DYNAMODB_LOCAL_KNOWN_GAPS)));
  });
});
