import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { bytesUnder } from './bytes-under.js';

@HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'logs/{yyyy}/{MM}/{pk}.json' })
class Log {
  @Attribute() pk!: string;
  @ArchivalTimestamp() at!: Date;
  @Attribute() text!: string;
}

/** The same rows, as they were declared before. */
@HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'before/{pk}' })
class EarlierLog {
  @Attribute() pk!: string;
  @ArchivalTimestamp() at!: Date;
  @Attribute() text!: string;
}

class Note {
  @Attribute() pk!: string;
}

class LogDatabase extends LogicalDb {
  logs = logicalTable({ name: 'logs', partitionKey: 'pk', sortKey: null, views: { all: inlineView(Log, { key: ['pk'] }) } });
  notes = logicalTable({ name: 'notes', partitionKey: 'pk', sortKey: null, views: { all: inlineView(Note, { key: ['pk'] }) } });
}

class EarlierDatabase extends LogicalDb {
  logs = logicalTable({ name: 'logs', partitionKey: 'pk', sortKey: null, views: { all: inlineView(EarlierLog, { key: ['pk'] }) } });
}

let servers: ClockedServers;
let db: HybridLogicalDb<LogDatabase>;
let earlier: HybridLogicalDb<EarlierDatabase>;

beforeAll(async () => {
  servers = await startClockedServers();
  await servers.createTables(LogDatabase);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'a/' };
  db = HybridLogicalDb.create(LogDatabase, LogicalDb.create(LogDatabase, servers.dynamoDb), { s3Config });
  earlier = HybridLogicalDb.create(EarlierDatabase, LogicalDb.create(EarlierDatabase, servers.dynamoDb), { s3Config });
});
afterAll(() => servers.stop());

const save = (pk: string, at: string) => db.logs.all.save({ pk, at: new Date(at), text: `of ${at}` });
const keys = async () => Object.keys(await bytesUnder(servers, 'a/')).filter(key => !key.includes('tempest~'));

beforeEach(async () => {
  await save('x', '2019-03-04');
  await save('xx', '2019-03-04');
  await db.archiveOldData();
});

it('objects of every date of a template are found, and no other item’s', async () => {
  await save('x', '2021-12-31');
  await db.archiveOldData();
  await save('x', '2022-01-01');
  servers.pass(1);
  expect((await db.erase([db.logs.all.key({ pk: 'x' })])).items[0]).toMatchObject({ versionsErased: 2, remaining: [], foreign: [] });
  expect(await keys()).toEqual(['a/logs/2019/03/xx.json']);
});

it('objects of an earlier template are found where the row names them, or where all objects are read', async () => {
  await earlier.logs.all.save({ pk: 'y', at: new Date('2018-01-01'), text: 'first' });
  await earlier.archiveOldData();
  servers.pass(1);
  expect((await db.erase([db.logs.all.key({ pk: 'y' })], { dryRun: true })).items[0]).toMatchObject({ foreign: [], remaining: [{}] });
  await db.logs.all.save({ pk: 'y', at: new Date('2018-01-01'), text: 'second' });
  expect((await db.erase([db.logs.all.key({ pk: 'y' })])).items[0]).toMatchObject({ versionsErased: 0 });
  expect(await keys()).toContain('a/before/y');
  expect((await db.erase([db.logs.all.key({ pk: 'y' })], { thorough: true })).items[0]).toMatchObject({ versionsErased: 1 });
  expect(await keys()).not.toContain('a/before/y');
});

it('an object that does not say whose it is stands against a thorough search, and is listed', async () => {
  const key = [db.logs.all.key({ pk: 'gone' })];
  await db.erase(key);
  const item = await servers.s3.send(new GetObjectCommand({ Bucket: servers.bucketName, Key: 'a/logs/2019/03/xx.json' }));
  await servers.s3.send(
    new PutObjectCommand({ Bucket: servers.bucketName, Key: 'a/odd', Body: Buffer.from('?'), Metadata: item.Metadata ?? {} }),
  );
  servers.pass(1);
  const report = await db.erase(key, { thorough: true });
  expect(report).toMatchObject({ complete: false, unreadable: [{ s3Key: 'a/odd', why: 'unreadable' }], items: [{ complete: true }] });
});

it('a row of a table that is never archived goes at once', async () => {
  await db.notes.all.save({ pk: 'n' });
  expect(await db.erase([db.notes.all.key({ pk: 'n' })])).toMatchObject({
    complete: true,
    secondPassAfter: undefined,
    items: [{ table: 'notes', row: 'deleted', keyNames: [] }],
  });
});
