import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, HeadObjectCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  ArchiveStoreError,
  Attribute,
  ConfigurationError,
  HybridLogicalDb,
  HybridTable,
  HydrationError,
  inlineView,
  LogicalDb,
  logicalTable,
  SharedObjectsError,
} from '@tempest-ts/hybrid';
import { createTables } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { intercept } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';

@HybridTable({ archiveAfterDays: 1, s3KeyTemplate: '{pk}/note.json' })
class Note {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute() text!: string;
  @ArchivalTimestamp() at!: Date;
}

class Notes extends LogicalDb {
  notes = logicalTable({ name: 'notes', partitionKey: 'partition_key', sortKey: null, views: { all: inlineView(Note, { key: ['id'] }) } });
}

let servers: ClockedServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startClockedServers();
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

beforeEach(async () => {
  stage = await Stage.create(servers);
});

const items = async (): Promise<readonly string[]> => (await stage.objects()).filter(key => key.startsWith('sessions/'));
const size = async (key: string): Promise<number> => (await stage.object(key)).bytes.byteLength;

/** An item that was archived, and whose row then named its object no more. */
async function orphan(id: string): Promise<void> {
  await stage.archive(id);
  await stage.save(id);
}

describe('a sweep', () => {
  it('takes no item for one of the library’s own records, whatever it is called', async () => {
    const names = ['tempest-ledger', 'tempest-probe', 'tempest-erasure', 'tempest~ledger'];
    const bucketName = 'without-prefix';
    await servers.s3.send(new CreateBucketCommand({ Bucket: bucketName }));
    const tableNameResolver = (): string => `${stage.table}_named`;
    await createTables(servers.dynamoDb, Notes, { tableNameResolver });
    const regular = LogicalDb.create(Notes, servers.dynamoDb, { tableNameResolver });
    const db = HybridLogicalDb.create(Notes, regular, { s3Config: { bucketName, client: servers.s3 } });
    for (const id of names) await db.notes.all.save({ id, text: 'x', at: old });
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: names.length });
    expect(await db.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: names.length } });
  });

  it('takes the bytes of an object that no row names, 35 days after it was first found so', async () => {
    await stage.archive('kept', 'lost');
    await stage.save('lost');
    expect(await stage.db.sweepOrphans()).toMatchObject({
      objectsSeen: 2,
      objectsRecorded: 1,
      objectsSwept: 0,
      complete: true,
      errorCount: 0,
    });
    servers.pass(34);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 0, objectsWaiting: 1, objectsSwept: 0 });
    servers.pass(2);
    const bytes = await size('sessions/user/lost.json');
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 1, bytesSwept: bytes, objectsWaiting: 0 });
    expect(await size('sessions/user/lost.json')).toBe(0);
    expect(await stage.load('kept')).toBeDefined();
    // Nothing of the ledger is left.
    expect((await stage.objects()).filter(key => key.startsWith('tempest~'))).toEqual([]);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 0, objectsWaiting: 0, objectsSwept: 0 });
  });

  it('does not count from the object’s own age', async () => {
    await stage.archive('a');
    servers.pass(400);
    await stage.save('a');
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 1, objectsSwept: 0 });
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 0 });
  });

  it('never gives a plain key free: an item that is archived again takes another', async () => {
    await orphan('a');
    await stage.db.sweepOrphans();
    servers.pass(36);
    await stage.db.sweepOrphans();
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
    expect(await items()).toEqual(['sessions/user/a.json', expect.stringMatching(/^sessions\/user\/a\.json~[\w-]{22}$/)]);
    expect(await stage.load('a')).toBeDefined();
    // And that key, nobody else's, is deleted.
    await stage.save('a');
    await stage.db.sweepOrphans();
    servers.pass(36);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 1 });
    expect(await items()).toEqual(['sessions/user/a.json']);
  });

  it('spares an object that a row names again, and waits anew when it does not', async () => {
    await stage.archive('a');
    const pointer = await stage.row('a');
    await stage.save('a');
    await stage.db.sweepOrphans();
    if (pointer) await stage.putRaw(pointer); // a backup is brought back
    servers.pass(36);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSpared: 1, objectsSwept: 0 });
    expect(await stage.load('a')).toBeDefined();
    await stage.save('a');
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 1, objectsSwept: 0 });
  });

  it('goes on waiting where the database has gained a table: each has a ledger of its own', async () => {
    class Later extends UserDatabase {
      notes = logicalTable({
        name: 'notes',
        partitionKey: 'partition_key',
        sortKey: null,
        views: { all: inlineView(Note, { key: ['id'] }) },
      });
    }
    await orphan('a');
    await stage.db.sweepOrphans();
    const tableNameResolver = (name: string): string => (name === 'notes' ? `${stage.table}_notes` : stage.table);
    const regular = LogicalDb.create(Later, servers.dynamoDb, { tableNameResolver });
    await createTables(servers.dynamoDb, Notes, { tableNameResolver });
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const later = HybridLogicalDb.create(Later, regular, { s3Config });
    servers.pass(36);
    expect(await later.sweepOrphans()).toMatchObject({ objectsRecorded: 0, objectsSwept: 1 });
    expect((await stage.objects()).filter(key => key.startsWith('tempest~'))).toEqual([]);
  });

  it('keeps its records in the bucket’s own storage class, without tags', async () => {
    await orphan('a');
    const puts: { StorageClass?: string; Tagging?: string }[] = [];
    servers.s3.middlewareStack.add(
      (next, context) => args => {
        if (context.commandName === 'PutObjectCommand') puts.push(args.input as (typeof puts)[number]);
        return next(args);
      },
      { step: 'initialize', name: 'see puts' },
    );
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const cold = { ...s3Config, storageClass: 'GLACIER_IR', tags: { team: 'a' } } as const;
    await HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config: cold }).sweepOrphans();
    servers.s3.middlewareStack.remove('see puts');
    expect(puts).toHaveLength(2); // the clock and the entry
    for (const put of puts) expect(put).not.toHaveProperty('StorageClass');
    for (const put of puts) expect(put).not.toHaveProperty('Tagging');
  });

  it('writes nothing in a dry run', async () => {
    await orphan('a');
    const before = await stage.objects();
    expect(await stage.db.sweepOrphans({ dryRun: true })).toMatchObject({ dryRun: true, objectsRecorded: 1 });
    expect(await stage.objects()).toEqual(before);
    await stage.db.sweepOrphans();
    const recorded = await stage.objects();
    const later = stage.with({ clock: () => new Date(Date.now() + 1_000 * 86_400_000) });
    expect(await later.sweepOrphans({ dryRun: true })).toMatchObject({ objectsSwept: 1 });
    expect(await stage.objects()).toEqual(recorded);
  });

  it('counts each object once in a dry run: what is due is not waiting', async () => {
    await stage.archive('a', 'b', 'c');
    await stage.save('a');
    await stage.db.sweepOrphans();
    servers.pass(20);
    await stage.save('b');
    await stage.db.sweepOrphans();
    servers.pass(16);
    await stage.save('c');
    // A dry run goes by its own clock: S3's, which the suites before have put forward.
    await stage.putObject('clock', Buffer.from(''));
    const { LastModified } = await servers.s3.send(new HeadObjectCommand({ Bucket: servers.bucketName, Key: `${stage.prefix}clock` }));
    const dry = await stage.with({ clock: () => LastModified ?? new Date(0) }).sweepOrphans({ dryRun: true });
    const { objectsSwept, objectsWaiting, objectsRecorded } = await stage.db.sweepOrphans();
    expect({ objectsSwept, objectsWaiting, objectsRecorded }).toEqual({ objectsSwept: 1, objectsWaiting: 1, objectsRecorded: 1 });
    expect(dry).toMatchObject({ objectsSwept, objectsWaiting, objectsRecorded });
  });

  it('leaves another table’s objects under the same prefix, and those of nobody', async () => {
    const other = await Stage.create(servers);
    const sharing = HybridLogicalDb.create(UserDatabase, other.regularDb, {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix },
    });
    await other.save('theirs');
    expect(await sharing.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    await stage.putObject('sessions/user/nobody.json', Buffer.from('{}'));
    for (let run = 0; run < 2; run += 1) {
      expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSeen: 2, objectsForeign: 2, objectsRecorded: 0, objectsSwept: 0 });
      servers.pass(36);
    }
    expect(await sharing.users.sessions.load(other.key('theirs'))).toBeDefined();
  });

  it('leaves the objects of a table that was made anew under the same name, unless it adopts them', async () => {
    const other = await Stage.create(servers);
    await stage.archive('a', 'b');
    const pointer = await stage.row('a');
    const { arn } = { arn: (await stage.object('sessions/user/a.json')).metadata['tempest-table'] ?? '' };
    const id = (await stage.object('sessions/user/a.json')).metadata['tempest-table-id'];
    // The table, restored under a new name: only one of its rows came back.
    const restored = HybridLogicalDb.create(UserDatabase, other.regularDb, {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix },
    });
    if (pointer) await other.putRaw(pointer);
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: stage.table }));
    expect(await restored.sweepOrphans()).toMatchObject({ objectsForeign: 2, objectsRecorded: 0 });
    const adopt = { [other.table]: [id ?? arn] };
    expect(await restored.sweepOrphans({ adopt })).toMatchObject({ objectsForeign: 0, objectsRecorded: 1 });
    servers.pass(36);
    expect(await restored.sweepOrphans({ adopt })).toMatchObject({ objectsSwept: 1 });
    expect(await restored.users.sessions.load(other.key('a'))).toBeDefined();
    await expect(restored.sweepOrphans({ adopt: { elsewhere: ['x'] } })).rejects.toThrow(ConfigurationError);
  });

  it('lists an object that does not say which row it is of, and leaves it', async () => {
    await stage.archive('a');
    const { metadata } = await stage.object('sessions/user/a.json');
    await stage.putObject('sessions/user/x.json', Buffer.from('not an item'), metadata);
    const result = await stage.db.sweepOrphans();
    expect(result).toMatchObject({ errorCount: 1, objectsRecorded: 0 });
    expect(result.errors[0]?.s3Key).toBe(`${stage.prefix}sessions/user/x.json`);
  });

  it.each([0, 1, -5, Number.NaN, 'x' as unknown as number])('refuses a grace of %s days', async graceDays => {
    await expect(stage.db.sweepOrphans({ graceDays })).rejects.toThrow(ConfigurationError);
  });

  it('takes nothing from a table’s copy that a run or a preflight has told of, until the copy is gone', async () => {
    const copy = await Stage.create(servers);
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const copied = HybridLogicalDb.create(UserDatabase, copy.regularDb, { s3Config });
    await stage.archive('a');
    const pointer = await stage.row('a');
    if (pointer) await copy.putRaw(pointer);
    await stage.save('a'); // the table itself names the object no more, the copy does
    const source = (await stage.object('sessions/user/a.json')).metadata['tempest-table'];
    const stop = intercept(servers.dynamoDb, 'DescribeTable', async ({ input, send }) => {
      const answer = (await send()) as { output: { Table: { RestoreSummary?: object } } };
      const summary = { SourceTableArn: source, RestoreDateTime: new Date(), RestoreInProgress: false };
      if (input.TableName === copy.table) answer.output.Table.RestoreSummary = summary;
      return answer;
    });
    const { ok, findings } = await copied.preflight();
    stop();
    expect(ok).toBe(true);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'copied-table', table: copy.table }));

    const refused = stage.db.sweepOrphans();
    await expect(refused).rejects.toMatchObject({ code: 'OBJECTS_SHARED', table: stage.table });
    await expect(refused).rejects.toThrow(/restore\('all'\) over the copy.*delete the object .*tempest~claims/s);
    await expect(stage.db.sweepOrphans({ dryRun: true })).rejects.toThrow(SharedObjectsError);
    // The other way round, the copy does not take over what the table still names.
    const adopt = { [copy.table]: [source ?? ''] };
    await expect(copied.sweepOrphans({ adopt })).rejects.toThrow(/still there/);
    await expect(copied.erase([copied.users.sessions.key(copy.key('a'))], { adopt })).rejects.toThrow(SharedObjectsError);
    expect(await copied.users.sessions.load(copy.key('a'))).toBeDefined();

    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: copy.table }));
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 1 });
    expect((await stage.objects()).filter(key => key.includes('claims'))).toEqual([]);
  });

  describe('of tables that were made of one another', () => {
    /** Another table over the objects of the stage's. */
    const sharing = async () => {
      const other = await Stage.create(servers);
      const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
      return { stage: other, table: other.table, db: HybridLogicalDb.create(UserDatabase, other.regularDb, { s3Config }) };
    };
    const makerOf = async () => (await stage.object('sessions/user/a.json')).metadata;
    const drop = (TableName: string) => servers.dynamoDb.send(new DeleteTableCommand({ TableName }));
    /** Has a preflight see that a table was restored of another. */
    const tellCopy = async (copy: Awaited<ReturnType<typeof sharing>>, sourceArn: string) => {
      const stop = intercept(servers.dynamoDb, 'DescribeTable', async ({ input, send }) => {
        const answer = (await send()) as { output: { Table: { RestoreSummary?: object } } };
        const summary = { SourceTableArn: sourceArn, RestoreDateTime: new Date(), RestoreInProgress: false };
        if (input.TableName === copy.table) answer.output.Table.RestoreSummary = summary;
        return answer;
      });
      await copy.db.preflight();
      stop();
    };
    const arnOf = async (TableName: string) => (await servers.dynamoDb.send(new DescribeTableCommand({ TableName }))).Table?.TableArn ?? '';

    it('is refused to a table that another has adopted, where nobody can say that the other is gone', async () => {
      const restored = await sharing();
      await stage.archive('a');
      const id = (await makerOf())['tempest-table-id'] ?? '';
      const adopt = { [restored.table]: [id] };
      await expect(restored.db.sweepOrphans({ adopt, dryRun: true })).rejects.toThrow(/still there/);
      await restored.db.sweepOrphans({ adopt }).catch(() => undefined);
      await expect(stage.db.sweepOrphans()).rejects.toMatchObject({
        code: 'OBJECTS_SHARED',
        claim: expect.stringContaining('tempest~claims/'),
      });
    });

    it('takes nothing of a table that is there, though adopted by its id', async () => {
      const restored = await sharing();
      await stage.archive('a');
      const adopt = { [restored.table]: [(await makerOf())['tempest-table-id'] ?? ''] };
      for (let sweep = 0; sweep < 2; sweep += 1) {
        await expect(restored.db.sweepOrphans({ adopt })).rejects.toMatchObject({ code: 'OBJECTS_SHARED', table: restored.table });
        servers.pass(36);
      }
      const keys = [restored.db.users.sessions.key(restored.stage.key('a'))];
      expect(await restored.db.erase(keys, { adopt })).toMatchObject({ complete: false, items: [{ versionsErased: 0 }] });
      expect(await stage.load('a')).toBeDefined();
    });

    it('takes nothing that another copy of the same lost table names', async () => {
      const [one, two] = [await sharing(), await sharing()];
      await stage.archive('a');
      const pointer = await stage.row('a');
      const id = (await makerOf())['tempest-table-id'] ?? '';
      for (const copy of [one, two]) if (pointer) await copy.stage.putRaw(pointer);
      await drop(stage.table);
      expect(await two.db.sweepOrphans({ adopt: { [two.table]: [id] } })).toMatchObject({ objectsRecorded: 0 });
      await one.stage.save('a'); // the one copy names the object no more, the other does
      const refused = one.db.sweepOrphans({ adopt: { [one.table]: [id] } });
      await expect(refused).rejects.toMatchObject({ code: 'OBJECTS_SHARED', other: await arnOf(two.table) });
      await drop(two.table);
      expect(await one.db.sweepOrphans({ adopt: { [one.table]: [id] } })).toMatchObject({ objectsRecorded: 1 });
    });

    it('takes nothing that a copy of a copy names, though the copy between them is gone', async () => {
      const [copy, ofCopy] = [await sharing(), await sharing()];
      await stage.archive('a');
      const pointer = await stage.row('a');
      for (const each of [copy, ofCopy]) if (pointer) await each.stage.putRaw(pointer);
      await tellCopy(copy, (await makerOf())['tempest-table'] ?? '');
      await tellCopy(ofCopy, await arnOf(copy.table));
      await stage.save('a');
      await drop(copy.table);
      const other = await arnOf(ofCopy.table);
      await expect(stage.db.sweepOrphans({ dryRun: true })).rejects.toMatchObject({ code: 'OBJECTS_SHARED', other });
      for (let sweep = 0; sweep < 2; sweep += 1)
        await expect(stage.db.sweepOrphans()).rejects.toMatchObject({ code: 'OBJECTS_SHARED', other });
      expect(await ofCopy.db.users.sessions.load(ofCopy.stage.key('a'))).toBeDefined();
      await drop(ofCopy.table);
      expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 1 });
    });
  });

  it.each(['id', 'arn'] as const)('is refused to a table that adopts, by its %s, one that another has adopted before', async name => {
    const others = [await Stage.create(servers), await Stage.create(servers)] as const;
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const [b, c] = others.map(({ regularDb }) => HybridLogicalDb.create(UserDatabase, regularDb, { s3Config }));
    await stage.archive('a');
    const pointer = await stage.row('a');
    const { metadata } = await stage.object('sessions/user/a.json');
    if (pointer) await others[1].putRaw(pointer);
    await others[0].save('a'); // B names it no more, C does
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: stage.table }));
    const former = metadata[name === 'id' ? 'tempest-table-id' : 'tempest-table'] ?? '';
    const other = metadata[name === 'id' ? 'tempest-table' : 'tempest-table-id'] ?? '';
    expect(await c?.sweepOrphans({ adopt: { [others[1].table]: [former] } })).toMatchObject({ objectsRecorded: 0 });
    for (const adopted of [former, other]) {
      const adopt = { [others[0].table]: [adopted] };
      await expect(b?.sweepOrphans({ adopt, dryRun: true })).rejects.toMatchObject({ code: 'OBJECTS_SHARED', table: others[0].table });
      await expect(b?.sweepOrphans({ adopt })).rejects.toMatchObject({ code: 'OBJECTS_SHARED', table: others[0].table });
    }
    // And from now on to the other too, which may find the first one's objects unnamed.
    await expect(c?.sweepOrphans({ adopt: { [others[1].table]: [former] } })).rejects.toThrow(SharedObjectsError);
    expect(await c?.users.sessions.load(others[1].key('a'))).toBeDefined();
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: others[1].table }));
    expect(await b?.sweepOrphans({ adopt: { [others[0].table]: [former] } })).toMatchObject({ objectsRecorded: 1 });
  });

  it('takes a shorter grace, of more than a day and an attempt', async () => {
    await orphan('a');
    await stage.db.sweepOrphans({ graceDays: 2 });
    servers.pass(2.1);
    expect(await stage.db.sweepOrphans({ graceDays: 2 })).toMatchObject({ objectsSwept: 1 });
  });

  it('stops where it may not list, and says what to grant', async () => {
    await orphan('a');
    servers.s3Server?.inject({
      when: ({ operation }) => operation === 'ListObjectsV2',
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    const refused = stage.db.sweepOrphans();
    await expect(refused).rejects.toThrow(ArchiveStoreError);
    await expect(refused).rejects.toThrow(/s3:ListBucket/);
  });

  it('leaves older versions to the bucket where it keeps them', async () => {
    await servers.s3.send(new PutBucketVersioningCommand({ Bucket: servers.bucketName, VersioningConfiguration: { Status: 'Enabled' } }));
    await orphan('a');
    await stage.db.sweepOrphans();
    servers.pass(36);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 1 });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    expect(await stage.load('a')).toBeDefined();
  });

  it('shows a pointer to swept bytes as missing', async () => {
    await stage.archive('a');
    const pointer = await stage.row('a');
    await stage.save('a');
    await stage.db.sweepOrphans();
    servers.pass(36);
    await stage.db.sweepOrphans();
    if (pointer) await stage.putRaw(pointer); // a backup older than the grace
    await expect(stage.load('a')).rejects.toThrow(HydrationError);
    await expect(stage.load('a')).rejects.toMatchObject({ reason: 'missing' });
    expect(await LogicalDb.create(UserDatabase, servers.dynamoDb, { tableNameResolver: () => stage.table }).describe()).toHaveLength(1);
    await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'anew', createdAt: old });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'anew' });
  });
});
