import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  archiveOf,
  beginsWith,
  ConfigurationError,
  type HybridConfig,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  KeyTemplateError,
  LogicalDb,
  logicalTable,
  TransactionWriteSet,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserSession } from '../fixtures/sessions.js';
import { intercept } from '../support/intercept.js';
import { Stage, young } from '../support/stage.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'visits/{pk}/{sk}.json' })
class Visit {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute({ name: 'user_group' }) userGroup?: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

/** Two tables, of which S3 refuses the items of one. */
class TwoTables extends LogicalDb {
  refused = logicalTable({ name: 'refused', views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) } });
  taken = logicalTable({ name: 'taken', views: { visits: inlineView(Visit, { key: ['userId', 'sessionId'] }) } });
}

let servers: LocalServers;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => {
  stop();
  stop = () => undefined;
  servers.s3Server?.clearFaults();
});
afterAll(() => servers.stop());

const packed = (config: HybridConfig['archivalConfig'] = {}) => ({ archivalConfig: { layout: 'packed' as const, ...config } });
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, number) => `s${String(number).padStart(3, '0')}`);
const data = (id: string): string => `data of ${id} `.repeat(20);

async function isArchived(stage: Stage, id: string): Promise<boolean> {
  return (await stage.row(id))?.s3Archive !== undefined;
}

describe('a run with layout packed', () => {
  it('puts the items of a run in one object, named after table, entity and date, and reads each back', async () => {
    const stage = await Stage.create(servers, packed());
    await stage.save(...ids(200));
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 200, errorCount: 0, complete: true });
    const [key = '', ...others] = await stage.objects();
    expect(others).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    expect(key).toMatch(new RegExp(`^packs/${stage.table}/UserSession/${today}/[\\w-]{8}-[\\w-]{22}\\.json\\.gz$`));
    const object = await stage.object(key);
    expect(Math.abs(result.bytesStored - object.bytes.byteLength)).toBeLessThan(200);
    for (const id of ['s000', 's127', 's128', 's199']) {
      const session = await stage.load(id);
      expect(session?.sessionData).toBe(data(id));
      expect(archiveOf(session ?? {})).toMatchObject({ s3Key: `${stage.prefix}${key}`, archivedAt: expect.any(Date) });
    }
    const page = await stage.db.users.sessions.query(beginsWith({ userId: 'user' }), { pageSize: 200 });
    expect(page.contents.map(({ sessionId }) => sessionId)).toEqual(ids(200));
  });

  it('gives filters, batches, transactions and conditional writes the whole item', async () => {
    const stage = await Stage.create(servers, packed());
    await stage.archive(...ids(6));
    const { sessions } = stage.db.users;
    const filtered = await sessions.query(beginsWith({ userId: 'user' }), { filter: t => t.sessionData.eq(data('s003')) });
    expect(filtered.contents.map(({ sessionId }) => sessionId)).toEqual(['s003']);
    const batch = await stage.db.batchLoad(ids(6).map(id => sessions.key(stage.key(id))));
    expect(batch.getItems(UserSession).map(({ sessionData }) => sessionData)).toEqual(ids(6).map(data));
    const updated = await sessions.update(stage.key('s001'), u => u.userGroup.set('h'), { if: t => t.sessionData.eq(data('s001')) });
    expect(updated).toMatchObject({ userGroup: 'h', sessionData: data('s001') });
    await stage.db.transactionWrite(
      new TransactionWriteSet()
        .update(sessions.key(stage.key('s002')), u => u.sessionData.set('new'))
        .delete(sessions.key(stage.key('s004'))),
    );
    expect(await stage.load('s002')).toMatchObject({ sessionData: 'new', userGroup: 'g' });
    expect(await stage.load('s004')).toBeUndefined();
    expect(await sessions.delete(stage.key('s005'), { returnOld: true })).toMatchObject({ sessionData: data('s005') });
  });

  it('leaves an item that changes meanwhile hot, and the others in the pack', async () => {
    const stage = await Stage.create(servers, packed());
    await stage.save(...ids(3));
    // The first request of the swaps: the pack is stored, and no row names it yet.
    stop = intercept(servers.dynamoDb, 'BatchExecuteStatement', async ({ count, send }) => {
      if (count === 1) await stage.updateRaw('s001', 'SET sessionData = :new', { ':new': { S: 'new' } });
      return send();
    });
    const result = await stage.db.archiveOldData();
    stop();
    expect(result).toMatchObject({ itemsArchived: 2, itemsSkipped: 1, errorCount: 0 });
    expect(await Promise.all(ids(3).map(id => isArchived(stage, id)))).toEqual([true, false, true]);
    expect((await stage.load('s001'))?.sessionData).toBe('new');
    expect((await stage.load('s002'))?.sessionData).toBe(data('s002'));
  });

  it('stores items of entities that say so alone in objects of their own, and reads both whatever the config says now', async () => {
    const stage = await Stage.create(servers);
    await stage.archive('s000');
    await stage.save('s001');
    await stage.with(packed()).archiveOldData();
    expect((await stage.objects()).map(key => key.split('/')[0])).toEqual(['packs', 'sessions']);
    for (const id of ids(2)) expect((await stage.load(id))?.sessionData).toBe(data(id));
  });

  it('closes a pack that holds as much as it may, and leaves young items alone', async () => {
    const stage = await Stage.create(servers, packed({ packBytes: 65_536, packMemberItems: 64 }));
    await stage.save(...ids(600));
    await stage.db.users.sessions.save({ ...stage.key('young'), sessionData: 'young', createdAt: young });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 600, complete: true });
    const objects = await stage.objects();
    expect(objects.length).toBeGreaterThan(2);
    expect(objects.length).toBeLessThan(8);
    expect(await isArchived(stage, 'young')).toBe(false);
    for (const id of ids(600).filter((_, at) => at % 50 === 0)) expect((await stage.load(id))?.sessionData).toBe(data(id));
  });
});

describe('a run that ends early', () => {
  it('by maxItems moves exactly so many, and the next goes on from its checkpoint', async () => {
    const stage = await Stage.create(servers, packed());
    await stage.save(...ids(30));
    const result = await stage.db.archiveOldData({ maxItems: 12 });
    expect(result).toMatchObject({ itemsArchived: 12, complete: false, stopped: 'max-items' });
    const rest = await stage.db.archiveOldData({ resumeFrom: result.checkpoint });
    expect(rest).toMatchObject({ itemsArchived: 18, complete: true });
    expect(await stage.objects()).toHaveLength(2);
  });

  it('by its signal leaves what it has gathered hot, and no checkpoint passes it', async () => {
    const stage = await Stage.create(servers, packed({ segments: 1 }));
    await stage.save(...ids(30));
    const abort = new AbortController();
    let pages = 0;
    stop = intercept(servers.dynamoDb, 'Scan', async ({ send, count }) => {
      pages = count;
      if (count === 4) abort.abort();
      return send();
    });
    const result = await stage.db.archiveOldData({ signal: abort.signal, readCapacityPerSecond: 1 });
    stop();
    expect(pages).toBeGreaterThanOrEqual(4);
    expect(result).toMatchObject({ itemsArchived: 0, errorCount: 0, complete: false, stopped: 'signal' });
    expect(await stage.objects()).toEqual([]);
    const rest = await stage.db.archiveOldData({ resumeFrom: result.checkpoint });
    expect(rest).toMatchObject({ itemsArchived: 30, complete: true });
  });

  it('where S3 refuses the pack lists every item of it, and changes none', async () => {
    const stage = await Stage.create(servers, packed());
    await stage.save(...ids(5));
    const fault = stage.s3.inject({
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
      when: ({ key }) => key?.includes('/packs/') ?? false,
    });
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 0, itemsProcessed: 5, errorCount: 5 });
    expect(result.errors.every(({ stage: where }) => where === 'store')).toBe(true);
    expect(fault.hits).toBeGreaterThan(0);
    expect(await isArchived(stage, 's000')).toBe(false);
  });

  it('is not where S3 refuses one pack of many items and takes the next', async () => {
    const stage = await Stage.create(servers, packed());
    const other = await Stage.create(servers, packed());
    const regular = LogicalDb.create(TwoTables, servers.dynamoDb, {
      tableNameResolver: name => (name === 'refused' ? stage.table : other.table),
    });
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const db = HybridLogicalDb.create(TwoTables, regular, { s3Config, ...packed() });
    await stage.save(...ids(30));
    await other.save(...ids(30));
    stage.s3.inject({
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
      when: ({ key }) => key?.includes(`/packs/${stage.table}/`) ?? false,
    });
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 30, errorCount: 30, complete: true });
    expect(await isArchived(other, 's029')).toBe(true);
  });
});

describe('a declaration', () => {
  it.each([
    ['packs/{table}.json.gz', 'add {attempt}'],
    ['packs/{attempt}.json', '.json.gz'],
    ['packs/{pk}/{attempt}.json.gz', '{pk} is not a placeholder'],
  ])('refuses the packKeyTemplate %s', async (packKeyTemplate, says) => {
    const stage = await Stage.create(servers);
    expect(() => stage.with(packed({ packKeyTemplate }))).toThrow(KeyTemplateError);
    expect(() => stage.with(packed({ packKeyTemplate }))).toThrow(says);
  });

  it('refuses limits that are none', async () => {
    const stage = await Stage.create(servers);
    expect(() => stage.with(packed({ packKeyTemplate: '{entity}/{run}/{attempt}.gz' }))).not.toThrow();
    expect(() => stage.with(packed({ packMemberItems: 10 }))).toThrow(ConfigurationError);
    expect(() => stage.with(packed({ packBytes: 10 }))).toThrow('packBytes');
  });
});
