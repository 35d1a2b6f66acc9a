import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTables, LogicalDb, RequestError } from '@tempest-ts/tempest';
import { type LocalDynamoDb, startLocalDynamoDb } from '@tempest-ts/testing';
import { LibraryDb } from '../fixtures/library.js';
import { TicketDb } from '../fixtures/tickets.js';

let server: LocalDynamoDb;

beforeAll(async () => {
  server = await startLocalDynamoDb();
});
afterAll(() => server.stop());

describe('createTables()', () => {
  it('makes every table as declared, ready for use', async () => {
    const names = await createTables(server.client, LibraryDb);
    expect(names.length).toBeGreaterThan(1);
    expect(await LogicalDb.create(LibraryDb, server.client).validate()).toEqual([]);
  });

  it('makes tables of other names where they are resolved, with their time to live', async () => {
    const [TableName = ''] = await createTables(server.client, TicketDb, { tableNameResolver: name => `test_${name}` });
    expect(TableName).toMatch(/^test_/);
    const { TimeToLiveDescription } = await server.client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription?.TimeToLiveStatus).toMatch(/^ENABL/);
  });

  it('says which table is there already', async () => {
    const again = createTables(server.client, LibraryDb);
    await expect(again).rejects.toBeInstanceOf(RequestError);
    await expect(again).rejects.toMatchObject({ operation: 'CreateTable', cause: { name: 'ResourceInUseException' } });
  });
});
