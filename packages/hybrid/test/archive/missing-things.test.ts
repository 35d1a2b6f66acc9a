import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeclarationError, HybridLogicalDb, RequestError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers);
});
afterAll(() => servers.stop());

describe('a run throws, before it moves anything, where there is', () => {
  it('no bucket', async () => {
    await stage.save('a');
    const s3Config = { bucketName: 'no-such-bucket', client: servers.s3 };
    const db = HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config });
    const run = db.archiveOldData();
    await expect(run).rejects.toMatchObject({ code: 'ARCHIVE_STORE_FAILED', failure: 'bucket-missing', bucketName: 'no-such-bucket' });
    await expect(run).rejects.toThrow('Create it, or correct s3Config.bucketName');
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });

  it('no table', async () => {
    const other = await Stage.create(servers);
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: other.table }));
    for (const run of [other.db.archiveOldData(), other.db.archiveOldDataDryRun()]) {
      await expect(run).rejects.toBeInstanceOf(RequestError);
      await expect(run).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND', table: other.table });
    }
    expect(await other.objects()).toEqual([]);
  });

  it('a table with another key than the declared one', async () => {
    const other = await Stage.create(servers);
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: other.table }));
    await servers.dynamoDb.send(
      new CreateTableCommand({
        TableName: other.table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'partition_key', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'partition_key', AttributeType: 'S' }],
      }),
    );
    await expect(other.db.archiveOldData()).rejects.toThrow(DeclarationError);
    await expect(other.db.archiveOldData()).rejects.toThrow('partition_key, sort_key');
  });

  it('a live index without the pointer, whatever the declaration says of it', async () => {
    const other = await Stage.create(servers);
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: other.table }));
    const types = ['partition_key', 'sort_key', 'user_group', 'createdAt'];
    await servers.dynamoDb.send(
      new CreateTableCommand({
        TableName: other.table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'partition_key', KeyType: 'HASH' },
          { AttributeName: 'sort_key', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: types.map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by_created',
            KeySchema: [
              { AttributeName: 'user_group', KeyType: 'HASH' },
              { AttributeName: 'createdAt', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
    await other.save('a');
    await expect(other.db.archiveOldData()).rejects.toThrow(/by_created.*KEYS_ONLY.*view recent/);
    expect(await other.row('a')).not.toHaveProperty('s3Archive');
  });
});

it('a read says which bucket is missing', async () => {
  const own = await Stage.create(servers);
  await own.archive('a');
  const s3Config = { bucketName: 'no-such-bucket', client: servers.s3, keyPrefix: own.prefix };
  const db = HybridLogicalDb.create(UserDatabase, own.regularDb, { s3Config });
  const read = db.users.sessions.load(own.key('a'));
  await expect(read).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'unavailable' });
  await expect(read).rejects.toThrow('no-such-bucket');
});
