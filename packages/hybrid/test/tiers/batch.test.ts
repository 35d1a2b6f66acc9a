import { type AttributeValue, GetItemCommand, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivedRowError,
  archiveOf,
  BatchWriteSet,
  HybridLogicalDb,
  LogicalDb,
  TransactionCanceledError,
  TransactionWriteSet,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { UserDatabase, UserSession } from '../fixtures/sessions.js';

let servers: LocalServers;
let regularDb: UserDatabase;
let db: HybridLogicalDb<UserDatabase>;
let reporting: HybridLogicalDb<UserDatabase>;
/** Called after each answer of DynamoDB to a transactional load. */
let afterTransaction: (() => Promise<void>) | undefined;
/** A row that transactional loads give in place of the stored one. */
let stale: Record<string, AttributeValue> | undefined;
let transactions = 0;

const ARCHIVED = 30;
const ALONE: ReadonlySet<string> = new Set(['s0', 's1', 's10', 's11', 's20']);
const old = new Date(Date.now() - 400 * 86_400_000);
const session = (sessionId: string, sessionData = `data of ${sessionId}`) => ({ userId: 'u', sessionId, sessionData, createdAt: old });
const key = (sessionId: string) => regularDb.users.sessions.key({ userId: 'u', sessionId });
const object = (sessionId: string) => new DeleteObjectCommand({ Bucket: servers.bucketName, Key: `sessions/u/${sessionId}.json` });
const row = async (sessionId: string) =>
  (
    await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'user_sessions', Key: { partition_key: { S: 'u' }, sort_key: { S: sessionId } } }),
    )
  ).Item;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(UserDatabase);
  servers.dynamoDb.middlewareStack.add(
    (next, context) => async args => {
      const answer = await next(args);
      if (context.commandName !== TransactGetItemsCommand.name) return answer;
      transactions += 1;
      await afterTransaction?.();
      if (stale) Object.assign(answer.output, { Responses: [{ Item: stale }] });
      return answer;
    },
    { step: 'initialize', name: 'afterTransaction' },
  );
  regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb);
  const config = { s3Config: { bucketName: servers.bucketName, client: servers.s3 } };
  db = HybridLogicalDb.create(UserDatabase, regularDb, { ...config, archivalConfig: { enabled: true, layout: testLayout } });
  reporting = HybridLogicalDb.create(UserDatabase, regularDb, { ...config, onHydrationError: 'report' });
  const save = async (ids: readonly string[]): Promise<void> => {
    await db.batchWrite(new BatchWriteSet().clobber(...ids.map(id => db.users.sessions.create(session(id)))));
  };
  const ids = Array.from({ length: ARCHIVED }, (_, index) => `s${index}`);
  // Objects that tests take away are to hold one item, whatever the others do: both layouts are always read.
  const alone = ids.filter(id => ALONE.has(id));
  await save(alone);
  expect((await reporting.archiveOldData()).itemsArchived).toBe(alone.length);
  await save(ids.filter(id => !ALONE.has(id)));
  expect((await db.archiveOldData()).itemsArchived).toBe(ARCHIVED - alone.length);
  await db.users.sessions.save({ ...session('hot'), createdAt: new Date() });
});

afterAll(() => servers.stop());

describe('archived items in batches', () => {
  it('are loaded whole, beside hot ones, by keys of either database', async () => {
    const keys = [
      ...Array.from({ length: ARCHIVED }, (_, index) => key(`s${index}`)),
      db.users.sessions.key({ userId: 'u', sessionId: 'hot' }),
    ];
    const sessions = (await db.batchLoad([...keys, key('none')])).getItems(UserSession);
    expect(sessions.map(({ sessionData }) => sessionData)).toEqual([
      ...Array.from({ length: ARCHIVED }, (_, index) => `data of s${index}`),
      'data of hot',
    ]);
    expect(archiveOf(sessions[0]!)).toMatchObject({ s3Key: 'sessions/u/s0.json' });
    expect(archiveOf(sessions[ARCHIVED]!)).toBeUndefined();
  });

  it('are refused by the database that cannot read them', async () => {
    await expect(regularDb.batchLoad([key('s0')])).rejects.toBeInstanceOf(ArchivedRowError);
    await expect(regularDb.transactionLoad([key('s0')])).rejects.toBeInstanceOf(ArchivedRowError);
  });

  it('that cannot be read are reported, where the database is told to', async () => {
    await servers.s3.send(object('s1'));
    const items = await reporting.batchLoad([key('s1'), key('s2')]);
    expect(items.getItems(UserSession)).toHaveLength(1);
    expect(items.failures).toMatchObject([{ key: { sort_key: { S: 's1' } }, error: { code: 'HYDRATION_FAILED' } }]);
    expect((await reporting.transactionLoad([key('s1'), key('s2')])).failures).toHaveLength(1);
  });

  it('become hot when they are written over, and no write sends a pointer', async () => {
    const [first, second] = (await db.batchLoad([key('s3'), key('s4')])).getItems(UserSession);
    await db.batchWrite(new BatchWriteSet().clobber(first!).delete(key('s5')));
    await db.transactionWrite(new TransactionWriteSet().save(second!).delete(key('s6')));
    for (const sessionId of ['s3', 's4']) {
      const stored = await row(sessionId);
      expect(stored?.sessionData?.S).toBe(`data of ${sessionId}`);
      expect(stored).not.toHaveProperty('s3Archive');
      expect(stored).not.toHaveProperty('s3Key');
    }
    expect((await db.batchLoad([key('s5'), key('s6')])).items).toEqual([]);
  });
});

describe('a transactional load of archived items', () => {
  it('is of one moment: what changed while it was read has the whole transaction read again', async () => {
    transactions = 0;
    afterTransaction = async () => {
      afterTransaction = undefined;
      // Both move on together, and the first one's object goes: half of the old moment cannot be read any more.
      await db.transactionWrite(
        new TransactionWriteSet()
          .save(db.users.sessions.create(session('s10', 'after')))
          .save(db.users.sessions.create(session('hot', 'after'))),
      );
      await servers.s3.send(object('s10'));
    };
    const sessions = (await db.transactionLoad([key('s10'), key('hot')])).getItems(UserSession);
    expect(sessions.map(({ sessionData }) => sessionData)).toEqual(['after', 'after']);
    expect(transactions).toBe(2);
  });

  it('that was deleted meanwhile reads again too', async () => {
    transactions = 0;
    afterTransaction = async () => {
      afterTransaction = undefined;
      await db.users.sessions.deleteKey(key('s11'));
      await servers.s3.send(object('s11'));
    };
    expect((await db.transactionLoad([key('s11'), key('s12')])).items).toHaveLength(1);
    expect(transactions).toBe(2);
  });

  it('ends, where they have changed each time', async () => {
    const pointer = await row('s20');
    await db.users.sessions.save(session('s20', 'after'));
    await servers.s3.send(object('s20'));
    transactions = 0;
    stale = pointer;
    const call = db.transactionLoad([key('s20')]);
    await expect(call).rejects.toBeInstanceOf(TransactionCanceledError);
    await expect(call).rejects.toMatchObject({ reasons: [], message: expect.stringContaining('10 times') });
    expect(transactions).toBe(10);
    stale = undefined;
    expect((await db.transactionLoad([key('s20')])).getItems(UserSession)).toMatchObject([{ sessionData: 'after' }]);
  });
});
