import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  ConfigurationError,
  DeclarationError,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  type S3Config,
} from '@tempest-ts/hybrid';
import { createTables, type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { old } from '../support/stage.js';

let servers: LocalServers;
let tables = 0;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => void servers.s3.middlewareStack.remove('watch'));
afterAll(() => servers.stop());

/** A database over a table of its own. */
async function open(s3Config: Partial<S3Config>): Promise<HybridLogicalDb<UserDatabase>> {
  tables += 1;
  const options = { tableNameResolver: () => `options_${tables}` };
  await createTables(servers.dynamoDb, UserDatabase, options);
  const regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, options);
  const config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: `options${tables}/`, ...s3Config };
  return HybridLogicalDb.create(UserDatabase, regularDb, { s3Config: config });
}

const key = { userId: 'user', sessionId: 's' };
const save = (db: HybridLogicalDb<UserDatabase>, sessionData: string) => db.users.sessions.save({ ...key, sessionData, createdAt: old });
const object = (Bucket = servers.bucketName) => ({ Bucket, Key: `options${tables}/sessions/user/s.json` });
const head = () => servers.s3.send(new HeadObjectCommand(object()));

describe('every object is stored', () => {
  it('in the class, under the key and with the tags that the config names, and read', async () => {
    const tags = { team: 'growth und Größe', 'cost center': 'a/b=1', empty: '' };
    const encryption = { serverSideEncryption: 'aws:kms', kmsKeyId: 'alias/archive', bucketKeyEnabled: true } as const;
    const db = await open({ storageClass: 'GLACIER_IR', tags, ...encryption });
    await save(db, 'data');
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    expect(await head()).toMatchObject({
      StorageClass: 'GLACIER_IR',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'alias/archive',
      BucketKeyEnabled: true,
    });
    const { TagSet = [] } = await servers.s3.send(new GetObjectTaggingCommand(object()));
    expect(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]))).toEqual(tags);
    expect(await db.users.sessions.load(key)).toMatchObject({ sessionData: 'data' });
  });

  it('as the bucket says, where the config says nothing', async () => {
    const db = await open({});
    await save(db, 'data');
    await db.archiveOldData();
    const stored = await head();
    expect([stored.StorageClass, stored.ServerSideEncryption, stored.TagCount]).toEqual([undefined, undefined, undefined]);
  });

  it('in the class of its entity, where that names one', async () => {
    class Note {
      pk!: string;
      at!: Date;
      text!: string;
    }
    Attribute()(Note.prototype, 'pk');
    ArchivalTimestamp()(Note.prototype, 'at');
    Attribute()(Note.prototype, 'text');
    HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'notes/{pk}', storageClass: 'STANDARD_IA' })(Note);
    class NoteDb extends LogicalDb {
      notes = logicalTable({ name: 'option_notes', partitionKey: 'pk', sortKey: null, views: { all: inlineView(Note, { key: ['pk'] }) } });
    }
    await createTables(servers.dynamoDb, NoteDb);
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, storageClass: 'GLACIER_IR' } as const;
    const db = HybridLogicalDb.create(NoteDb, LogicalDb.create(NoteDb, servers.dynamoDb), { s3Config });
    await db.notes.all.save({ pk: 'a', at: old, text: 'x' });
    await db.archiveOldData();
    const stored = await servers.s3.send(new HeadObjectCommand({ Bucket: servers.bucketName, Key: 'notes/a' }));
    expect(stored.StorageClass).toBe('STANDARD_IA');

    HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'notes/{pk}', storageClass: 'DEEP_ARCHIVE' as 'STANDARD' })(Note);
    const create = () => HybridLogicalDb.create(NoteDb, LogicalDb.create(NoteDb, servers.dynamoDb), { s3Config });
    expect(create).toThrow(DeclarationError);
    expect(create).toThrow('GLACIER_IR');
  });
});

describe('the bucket’s owner', () => {
  it('is named in every request', async () => {
    const db = await open({ expectedBucketOwner: '000000000000' });
    const owners = new Set<unknown>();
    const operations = new Set<string | undefined>();
    servers.s3.middlewareStack.add(
      (next, context) => args => {
        owners.add((args.input as { readonly ExpectedBucketOwner?: string }).ExpectedBucketOwner);
        operations.add(context.commandName);
        return next(args);
      },
      { step: 'initialize', name: 'watch' },
    );
    await save(db, 'first');
    await db.archiveOldData();
    await db.users.sessions.load(key);
    await save(db, 'second');
    await db.archiveOldData(); // the plain key is taken: it is asked whose it is
    await db.users.sessions.update(key, session => [session.sessionData.set('third')]);
    expect([...operations].sort()).toEqual([
      'DeleteObjectCommand',
      'GetBucketLifecycleConfigurationCommand',
      'GetObjectCommand',
      'HeadObjectCommand',
      'PutObjectCommand',
    ]);
    expect([...owners]).toEqual(['000000000000']);
  });

  it('is told to be another before anything is written', async () => {
    const db = await open({ expectedBucketOwner: '111111111111' });
    await save(db, 'data');
    await expect(db.archiveOldData()).rejects.toMatchObject({ code: 'ARCHIVE_STORE_FAILED', failure: 'access-denied' });
    await expect(db.archiveOldData()).rejects.toThrow('expectedBucketOwner');
  });
});

describe('a versioned bucket', () => {
  async function versioned(options: { readonly ObjectLockEnabledForBucket?: boolean } = {}): Promise<string> {
    const Bucket = `versioned-${tables}-${Date.now()}`;
    await servers.s3.send(new CreateBucketCommand({ Bucket, ...options }));
    await servers.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    return Bucket;
  }
  const versions = async (Bucket: string) => {
    const { Versions = [] } = await servers.s3.send(new ListObjectVersionsCommand({ Bucket }));
    return Versions.map(({ Key = '' }) => Key).filter(name => name.includes('/sessions/'));
  };

  it('holds an item archived again and again, each object as it was put', async () => {
    const bucketName = await versioned();
    const db = await open({ bucketName });
    for (const sessionData of ['first', 'second', 'third']) {
      await save(db, sessionData);
      expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
      expect(await db.users.sessions.load(key)).toMatchObject({ sessionData });
    }
    const keys = await versions(bucketName);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3); // no object ever hid another
  });

  it('whose object was deleted takes the key again, and tells the new object from the old', async () => {
    const bucketName = await versioned();
    const db = await open({ bucketName });
    await save(db, 'first');
    await db.archiveOldData();
    await servers.s3.send(new DeleteObjectCommand(object(bucketName)));
    await expect(db.users.sessions.load(key)).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing' });
    await save(db, 'second');
    await db.archiveOldData();
    expect(await db.users.sessions.load(key)).toMatchObject({ sessionData: 'second' });
  });

  it('with Object Lock keeps every object for as long as the config says', async () => {
    const bucketName = await versioned({ ObjectLockEnabledForBucket: true });
    const db = await open({ bucketName, objectLock: { mode: 'GOVERNANCE', retainFor: { days: 30 } } });
    await save(db, 'data');
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    const stored = await servers.s3.send(new HeadObjectCommand(object(bucketName)));
    expect(stored.ObjectLockMode).toBe('GOVERNANCE');
    const days = ((stored.ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    const deletion = new DeleteObjectCommand({ ...object(bucketName), VersionId: stored.VersionId });
    await expect(servers.s3.send(deletion)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await db.users.sessions.load(key)).toMatchObject({ sessionData: 'data' });
  });
});

it('a bucket without Object Lock refuses retention before anything is moved', async () => {
  const db = await open({ objectLock: { mode: 'COMPLIANCE', retainFor: { days: 1 } } });
  await save(db, 'data');
  await expect(db.archiveOldData()).rejects.toThrow('Object Lock');
  expect((await db.users.sessions.load(key))?.sessionData).toBe('data');
});

it.each<[string, Record<string, unknown>, string]>([
  ['a class that takes hours to read from', { storageClass: 'GLACIER' }, 'GLACIER_IR'],
  ['another such', { storageClass: 'DEEP_ARCHIVE' }, 'GLACIER_IR'],
  ['a class that is none', { storageClass: 'COLD' }, 'INTELLIGENT_TIERING'],
  ['a KMS key without KMS', { kmsKeyId: 'k' }, "serverSideEncryption: 'aws:kms'"],
  ['a KMS key with S3’s own keys', { serverSideEncryption: 'AES256', kmsKeyId: 'k' }, "serverSideEncryption: 'aws:kms'"],
  ['a bucket key with two layers of KMS', { serverSideEncryption: 'aws:kms:dsse', bucketKeyEnabled: true }, 'bucketKeyEnabled'],
  ['an owner that is no account', { expectedBucketOwner: 'me' }, '12 digits'],
  ['eleven tags', { tags: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index}`, 'x'])) }, 'at most 10'],
  ['a tag of AWS’s', { tags: { 'aws:x': 'y' } }, 'aws:'],
  ['a tag that S3 does not take', { tags: { a: '😀' } }, 'letters, digits'],
  ['a retention of no time', { objectLock: { mode: 'COMPLIANCE', retainFor: { seconds: 1 } } }, 'between 1 day'],
  ['a retention of another mode', { objectLock: { mode: 'LEGAL', retainFor: { days: 1 } } }, 'objectLock.mode'],
])('create() refuses %s', async (_, s3Config, message) => {
  const regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb);
  const config = { s3Config: { bucketName: 'bucket', client: servers.s3, ...s3Config } };
  const create = () => HybridLogicalDb.create(UserDatabase, regularDb, config as never);
  expect(create).toThrow(ConfigurationError);
  expect(create).toThrow(message);
});
