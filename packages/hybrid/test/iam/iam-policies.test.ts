import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchWriteSet, beginsWith, HybridLogicalDb, type IamPolicies, TransactionWriteSet } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { makeExport } from '../support/make-export.js';
import { old, Stage, young } from '../support/stage.js';
import { isAllowed, recordRequests } from './requests-and-policies.js';

const WHERE = { accountId: '123456789012', region: 'us-west-2' };

let servers: LocalServers;
let stage: Stage;
let policies: IamPolicies;

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers);
  policies = stage.db.iamPolicies(WHERE);
});
afterAll(() => servers.stop());

const session = (sessionId: string) => ({ ...stage.key(sessionId), userGroup: 'g', sessionData: 'x'.repeat(500), createdAt: old });

async function read(): Promise<void> {
  const { sessions, recent } = stage.db.users;
  await sessions.load(stage.key('a'));
  await sessions.query(beginsWith({ userId: 'user' }));
  await recent.query(beginsWith({ userGroup: 'g' }));
  await recent.scan();
  await sessions.scan();
  await stage.db.batchLoad([sessions.key(stage.key('a')), sessions.key(stage.key('b'))]);
  await stage.db.transactionLoad([sessions.key(stage.key('a'))]);
  await stage.db.confirmReader('api');
}

async function write(): Promise<void> {
  const { sessions } = stage.db.users;
  await sessions.save(session('w'));
  await sessions.update(stage.key('a'), u => u.sessionData.set('y'));
  await sessions.delete(session('w'));
  await stage.db.batchWrite(new BatchWriteSet().clobber(sessions.create(session('w'))));
  await stage.db.transactionWrite(
    new TransactionWriteSet()
      .save(sessions.create(session('v')))
      .checkCondition(sessions.key(stage.key('b')), { if: p => p.sessionData.exists() }),
  );
}

describe('the policy of', () => {
  beforeAll(async () => {
    await stage.archive('a', 'b', 'c');
    await stage.db.preflight();
  });

  it('a reader allows what a reader sends, and no action that it does not', async () => {
    const sent = await recordRequests(servers, read);
    expect(sent.filter(request => !isAllowed(policies.reader, request))).toEqual([]);
    const actions = new Set(sent.map(({ action }) => action));
    expect([...actions].sort()).toEqual([...new Set(policies.reader.Statement.flatMap(({ Action }) => Action))].sort());
  });

  it('a reader allows no write', async () => {
    const sent = await recordRequests(servers, write);
    const writes = sent.filter(({ action }) => /Put|Update|Delete|Write|ConditionCheck/.test(action));
    expect(writes.length).toBeGreaterThan(4);
    expect(writes.filter(request => isAllowed(policies.reader, request))).toEqual([]);
  });

  it('a writer allows what a writer sends, to archived items too', async () => {
    const sent = await recordRequests(servers, write);
    expect(sent.filter(request => !isAllowed(policies.writer, request))).toEqual([]);
    const actions = new Set(sent.map(({ action }) => action));
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'])
      expect(actions).toContain(`dynamodb:${action}`);
  });

  it('the archiver allows a preflight and a run, and no deletion but of probes', async () => {
    const sent = await recordRequests(servers, async () => {
      await stage.save('n1', 'n2');
      await stage.db.preflight();
      await stage.db.archiveOldDataDryRun();
      expect((await stage.db.archiveOldData()).itemsArchived).toBeGreaterThanOrEqual(2);
      expect((await stage.with({ archivalConfig: { layout: 'packed' } }).migrateArchive()).itemsMigrated).toBeGreaterThanOrEqual(2);
    });
    const own = sent.filter(({ action }) => action !== 'dynamodb:PutItem'); // the stage's
    expect(own.filter(request => !isAllowed(policies.archiver, request))).toEqual([]);
    const archive = `arn:aws:s3:::${servers.bucketName}/${stage.prefix}sessions/user/a.json`;
    expect(isAllowed(policies.archiver, { action: 's3:DeleteObject', resource: archive })).toBe(false);
    expect(isAllowed(policies.archiver, { action: 's3:PutObject', resource: archive })).toBe(true);
    expect(isAllowed(policies.archiver, { action: 's3:PutObject', resource: `arn:aws:s3:::${servers.bucketName}/other/a.json` })).toBe(
      false,
    );
  });
});

describe('the policy of the archiver', () => {
  it('allows a run that finds old items by an index which does not carry them whole', async () => {
    const TableName = stage.table;
    await stage.save('i1');
    const Projection = { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['s3Archive', 's3Key'] };
    const KeySchema = [
      { AttributeName: 'user_group', KeyType: 'HASH' as const },
      { AttributeName: 'createdAt', KeyType: 'RANGE' as const },
    ];
    const AttributeDefinitions = KeySchema.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' as const }));
    const { dynamoDb } = servers;
    await dynamoDb.send(new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by_created' } }] }));
    const Create = { IndexName: 'by_created', KeySchema, Projection };
    await dynamoDb.send(new UpdateTableCommand({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] }));
    const sent = await recordRequests(servers, async () => {
      const ageIndexes = [{ index: 'by_created', partitions: ['g'] }];
      expect((await stage.db.archiveOldData({ ageIndexes })).itemsArchived).toBeGreaterThanOrEqual(1);
    });
    expect(sent.map(({ action }) => action)).toContain('dynamodb:BatchGetItem');
    expect(sent.filter(request => !isAllowed(policies.archiver, request))).toEqual([]);
  });
});

describe('the policy of the sweeper', () => {
  it('allows what verifying and sweeping send, and no action that they do not', async () => {
    await stage.db.users.sessions.delete(session('c'));
    const sent = await recordRequests(servers, async () => {
      const { objects } = await stage.db.verifyArchive();
      expect(objects.orphaned).toBeGreaterThan(0);
      await stage.db.sweepOrphans();
    });
    expect(sent.filter(request => !isAllowed(policies.sweeper, request))).toEqual([]);
    const actions = new Set(sent.map(({ action }) => action));
    expect([...actions].sort()).toEqual([...new Set(policies.sweeper.Statement.flatMap(({ Action }) => Action))].sort());
  });
});

it.each(['sweeper', 'eraser'] as const)(
  'the policy of the %s allows to see whether copies of a table are still there, and nothing else of theirs',
  role => {
    const resource = 'arn:aws:dynamodb:us-west-2:123456789012:table/a-copy';
    expect(isAllowed(policies[role], { action: 'dynamodb:DescribeTable', resource })).toBe(true);
    for (const action of ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:DeleteItem'])
      expect(isAllowed(policies[role], { action, resource })).toBe(false);
    expect(isAllowed(policies.archiver, { action: 'dynamodb:DescribeTable', resource })).toBe(false);
  },
);

describe('the policy of the importer', () => {
  it('allows an import, straight to S3 too, and none of the other policies does', async () => {
    const other = await Stage.create(servers);
    const { importer } = other.db.iamPolicies(WHERE);
    await other.archive('p');
    const row = (id: string, createdAt: Date) => ({
      partition_key: { S: 'user' },
      sort_key: { S: id },
      user_group: { S: 'g' },
      sessionData: { S: 'x'.repeat(500) },
      createdAt: { S: createdAt.toISOString() },
    });
    const pointer = { ...((await other.row('p')) ?? {}), sort_key: { S: 'p' } };
    const files = makeExport([[row('i1', old), row('i2', young), pointer]]);
    const source = {
      name: 'memory',
      open: async (path: string) =>
        (async function* () {
          yield files.get(path) ?? new Uint8Array();
        })(),
    };
    const sent = await recordRequests(servers, async () => {
      const result = await other.db.importExport(source, { tier: 'by-age', overwrite: true });
      expect(result).toMatchObject({ itemsImported: 3, itemsArchived: 1, pointersImported: 1, errorCount: 0 });
      await other.db.importExport(source, { tier: 'archived' });
      const packed = other.with({ archivalConfig: { layout: 'packed' } });
      expect((await packed.importExport(source, { tier: 'archived', overwrite: true })).errorCount).toBe(0);
    });
    expect(sent.filter(request => !isAllowed(importer, request))).toEqual([]);
    const actions = new Set(sent.map(({ action }) => action));
    const allowed = importer.Statement.flatMap(({ Action }) => Action).filter(action => !action.startsWith('kms:'));
    expect(allowed.filter(action => !actions.has(action))).toEqual(['s3:GetIntelligentTieringConfiguration']); // asked where objects may be there
    for (const { action } of sent) expect(action).not.toMatch(/Scan|Query|DeleteItem|UpdateItem/);
  });
});

describe('the policy that the docs name for a run allows what the run sends:', () => {
  it.each([
    ['health', 'reader', db => db.health()],
    ['a dry run of restore, as stats makes it', 'archiver', db => db.restore('all', { dryRun: true })],
    ['restore', 'writer', db => db.restore('all', { notAgainBefore: new Date(Date.now() - 1) })],
    ['restore of keys', 'writer', db => db.restore([db.users.sessions.key({ userId: 'user', sessionId: 'a' })])],
    ['refreshPointers', 'archiver', db => db.refreshPointers()],
    ['releaseRestored', 'writer', db => db.releaseRestored()],
    ['compactPacks', 'archiver', db => db.compactPacks({ minLiveFraction: 1 })],
    ['migrateArchive', 'archiver', db => db.migrateArchive()],
  ] satisfies readonly (readonly [string, keyof IamPolicies, (db: HybridLogicalDb<UserDatabase>) => Promise<unknown>])[])(
    '%s, the %s',
    async (_name, role, run) => {
      const other = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
      await other.archive('a', 'b', 'c');
      await other.save('a');
      const sent = await recordRequests(servers, async () => {
        await run(other.db);
      });
      expect(sent.length).toBeGreaterThan(0);
      expect(sent.filter(request => !isAllowed(other.db.iamPolicies(WHERE)[role], request))).toEqual([]);
    },
  );
});

describe('the policy of the eraser', () => {
  it('allows what erasing sends, and no action that it does not', async () => {
    await stage.save('a'); // what it was archived as is left
    const later = stage.with({ archivalConfig: { maxAttemptAge: { seconds: 1 } } });
    const sent = await recordRequests(servers, async () => {
      await stage.putObject('sessions/user/e.json', Buffer.alloc(0), { 'tempest-swept': 'x' });
      await stage.putObject('sessions/user/e.json~abcdefghijklmnopqrstuv', Buffer.from('{}'), { 'tempest-swept': 'x' });
      expect(
        await later.erase([stage.db.users.sessions.key(stage.key('e')), stage.db.users.sessions.key(stage.key('a'))], { thorough: true }),
      ).toMatchObject({
        items: [{ row: 'absent' }, { row: 'deleted' }],
      });
    });
    expect(sent.filter(request => !isAllowed(policies.eraser, request))).toEqual([]);
    const actions = new Set(sent.map(({ action }) => action));
    expect([...actions].sort()).toEqual([...new Set(policies.eraser.Statement.flatMap(({ Action }) => Action))].sort());
  });
});

describe('policies', () => {
  it('name the key where there is one, and an alias as a condition', () => {
    const keyOf = (kmsKeyId: string) =>
      HybridLogicalDb.create(UserDatabase, stage.regularDb, {
        s3Config: { bucketName: 'bucket', client: servers.s3, serverSideEncryption: 'aws:kms', kmsKeyId },
      })
        .iamPolicies(WHERE)
        .archiver.Statement.find(({ Sid }) => Sid === 'Key');
    expect(keyOf('1234-abcd')?.Resource).toEqual(['arn:aws:kms:us-west-2:123456789012:key/1234-abcd']);
    expect(keyOf('arn:aws:kms:eu-west-1:1:key/k')?.Resource).toEqual(['arn:aws:kms:eu-west-1:1:key/k']);
    expect(keyOf('alias/archive')?.Condition).toEqual({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/archive'] } });
    expect(policies.archiver.Statement.map(({ Sid }) => Sid)).not.toContain('Key');
  });

  it('name the key of the account and the region that an ARN has, and otherwise that of the bucket', () => {
    const keyOf = (kmsKeyId: string, where: object = {}, bucketRegion?: string) => {
      const place = bucketRegion === undefined ? { client: servers.s3 } : { region: bucketRegion };
      const s3Config = { bucketName: 'bucket', ...place, serverSideEncryption: 'aws:kms' as const, kmsKeyId };
      const db = HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config });
      const key = db.iamPolicies({ ...WHERE, ...where }).archiver.Statement.find(({ Sid }) => Sid === 'Key');
      db.close();
      return key;
    };
    const aliased = keyOf('arn:aws-cn:kms:eu-west-1:210987654321:alias/archive');
    expect(aliased?.Resource).toEqual(['arn:aws-cn:kms:eu-west-1:210987654321:key/*']);
    expect(aliased?.Condition).toEqual({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/archive'] } });
    expect(keyOf('k', {}, 'eu-central-1')?.Resource).toEqual(['arn:aws:kms:eu-central-1:123456789012:key/k']);
    expect(keyOf('alias/a', {}, 'eu-central-1')?.Resource).toEqual(['arn:aws:kms:eu-central-1:123456789012:key/*']);
    expect(keyOf('k', { bucketRegion: 'eu-north-1' }, 'eu-central-1')?.Resource).toEqual(['arn:aws:kms:eu-north-1:123456789012:key/k']);
    expect(keyOf('k', { bucketRegion: 'eu-north-1' })?.Resource).toEqual(['arn:aws:kms:eu-north-1:123456789012:key/k']);
  });

  it.each([
    { accountId: '1234', region: 'us-west-2' },
    { accountId: '123456789012', region: '' },
  ])('are not made for %j', options => {
    expect(() => stage.db.iamPolicies(options)).toThrow(/accountId is the 12 digits|region is the tables' region/);
  });
});
