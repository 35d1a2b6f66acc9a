import { type AttributeValue, GetItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { throttleEach } from '../support/throttles.js';

const OPTIONS = { archiveAfterDays: 365, s3KeyTemplate: 'refreshed/{pk}.json' };

@HybridTable(OPTIONS)
class Before {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'group_name' }) group?: string;
  @Attribute() status?: string;
  @Attribute() text?: string;
  @ArchivalTimestamp() createdAt!: Date;
}

class BeforeDatabase extends LogicalDb {
  things = logicalTable({ name: 'refreshed', sortKey: null, views: { all: inlineView(Before, { key: ['id'] }) } });
}

/** A later release: an index more, and an attribute that is to be kept. */
@HybridTable(OPTIONS)
class After {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'group_name' }) group?: string;
  @Attribute({ keepInPointer: true }) status?: string;
  @Attribute() text?: string;
  @ArchivalTimestamp() createdAt!: Date;
}

class AfterDatabase extends LogicalDb {
  things = logicalTable({
    name: 'refreshed',
    sortKey: null,
    indexes: { by_group: { partitionKey: 'group_name' } },
    views: { all: inlineView(After, { key: ['id'] }), grouped: secondaryIndex(After, { index: 'by_group', key: ['group'] }) },
  });
}

let servers: LocalServers;
let before: HybridLogicalDb<BeforeDatabase>;
let after: HybridLogicalDb<AfterDatabase>;

const rowOf = async (id: string): Promise<Record<string, AttributeValue>> => {
  const input = { TableName: 'refreshed', Key: { partition_key: { S: id } }, ConsistentRead: true };
  return (await servers.dynamoDb.send(new GetItemCommand(input))).Item ?? {};
};

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(BeforeDatabase);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
  before = HybridLogicalDb.create(BeforeDatabase, LogicalDb.create(BeforeDatabase, servers.dynamoDb), { s3Config });
  after = HybridLogicalDb.create(AfterDatabase, LogicalDb.create(AfterDatabase, servers.dynamoDb), { s3Config });
  const createdAt = new Date('2020-01-01T00:00:00.000Z');
  for (const id of ['a', 'b', 'c'])
    await before.things.all.save({ id, group: 'g', status: `status of ${id}`, text: `text of ${id}`, createdAt });
  await before.things.all.save({ id: 'bare', text: 't', createdAt });
  await before.archiveOldData();
  await servers.dynamoDb.send(
    new UpdateTableCommand({
      TableName: 'refreshed',
      AttributeDefinitions: [{ AttributeName: 'group_name', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by_group',
            KeySchema: [{ AttributeName: 'group_name', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  );
});

afterAll(() => servers.stop());

const grouped = async (): Promise<readonly string[]> =>
  (await after.things.grouped.query(beginsWith({ group: 'g' }))).contents.map(({ id }) => id).sort();

describe('refreshing pointers', () => {
  it('that is aborted says that it is not complete, and where to go on', async () => {
    const aborted = { signal: AbortSignal.abort() };
    expect(await after.refreshPointers(aborted)).toMatchObject({ complete: false, itemsProcessed: 0, checkpoint: undefined });
    const seen: string[] = [];
    await after.refreshPointers({ dryRun: true, onProgress: ({ checkpoint }) => seen.push(checkpoint) });
    const resumed = await after.refreshPointers({ ...aborted, resumeFrom: seen[0] });
    expect(resumed).toMatchObject({ complete: false, checkpoint: seen[0] });
  });

  it('has an index that was added later show rows that were archived before it', async () => {
    expect(await grouped()).toEqual([]);
    const row = await rowOf('a');
    expect(await after.refreshPointers({ dryRun: true })).toMatchObject({ dryRun: true, itemsProcessed: 4, itemsRefreshed: 4 });
    expect(await rowOf('a')).toEqual(row);

    // Throttled more often than the SDK itself sends again.
    const throttle = throttleEach(servers.dynamoDb, 'UpdateItem', 4);
    const result = await after.refreshPointers().finally(throttle.stop);
    expect(throttle.count()).toBe(16);
    expect(result).toMatchObject({ itemsProcessed: 4, itemsRefreshed: 4, errorCount: 0, complete: true, checkpoint: undefined });
    expect(await grouped()).toEqual(['a', 'b', 'c']);
    expect(await rowOf('a')).toMatchObject({ group_name: { S: 'g' }, status: { S: 'status of a' } });
    expect(await rowOf('a')).not.toHaveProperty('text');
    // Filters on what is kept now find it, and so does the release before.
    const page = await after.things.grouped.query(beginsWith({ group: 'g' }), { filter: t => t.status.eq('status of b') });
    expect(page.contents).toMatchObject([{ id: 'b', text: 'text of b' }]);
    expect(await before.things.all.load({ id: 'c' })).toMatchObject({ status: 'status of c', text: 'text of c' });
  });

  it('finds nothing left to do, and then reads no object', async () => {
    const asked = servers.s3Server?.requests.total;
    expect(await after.refreshPointers()).toMatchObject({ itemsProcessed: 4, itemsRefreshed: 0, itemsCurrent: 4 });
    expect(servers.s3Server?.requests.total).toBe(asked);
  });

  it('spares filters on what is kept now the objects of rows that they leave out', async () => {
    const asked = servers.s3Server?.requests.total ?? 0;
    const page = await after.things.grouped.query(beginsWith({ group: 'g' }), { filter: t => t.status.eq('status of c') });
    expect(page.contents).toMatchObject([{ id: 'c', text: 'text of c' }]);
    expect(servers.s3Server?.requests.total).toBe(asked + 1);
  });

  it('leaves a row that can be written, restored and archived again like any other', async () => {
    await after.things.all.update({ id: 'a' }, u => u.status.set('changed'));
    expect(await after.things.all.load({ id: 'a' })).toMatchObject({ status: 'changed', text: 'text of a' });
    await after.restore([after.things.all.key({ id: 'b' })], { notAgainBefore: new Date(0) });
    expect(await rowOf('b')).toMatchObject({ status: { S: 'status of b' }, text: { S: 'text of b' } });
    expect(await after.archiveOldData()).toMatchObject({ itemsArchived: 2, errorCount: 0 });
    expect(await grouped()).toEqual(['a', 'b', 'c']);
    expect(await after.verifyArchive()).toMatchObject({ clean: true });
    expect((await after.verifyArchive()).entities).toMatchObject([{ itemsIntact: 4, halfRows: 0 }]);
  });
});
