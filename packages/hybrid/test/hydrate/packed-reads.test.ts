import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { beginsWith } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
const ids = Array.from({ length: 300 }, (_, number) => `s${String(number).padStart(3, '0')}`);
const all = beginsWith({ userId: 'user' });

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
  await stage.archive(...ids);
}, 120_000);
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

/** GETs that a step sends. */
async function gets(step: () => Promise<unknown>): Promise<number> {
  const before = stage.s3.requests.count('GetObject');
  await step();
  return stage.s3.requests.count('GetObject') - before;
}

describe('items that lie together in a pack', () => {
  it.each([100, 300])('are read by one request for a page of %d', async pageSize => {
    let page: Awaited<ReturnType<typeof stage.db.users.sessions.query>> | undefined;
    expect(
      await gets(async () => {
        page = await stage.db.users.sessions.query(all, { pageSize });
      }),
    ).toBe(1);
    expect(page?.contents.map(({ sessionId }) => sessionId)).toEqual(ids.slice(0, pageSize));
    expect(page?.contents.every(({ sessionId, sessionData }) => sessionData === `data of ${sessionId} `.repeat(20))).toBe(true);
  });

  it('are read by one request for a batch and for a transaction, and with a cache by none the second time', async () => {
    const keys = ['s001', 's100', 's200', 's299'].map(id => stage.db.users.sessions.key(stage.key(id)));
    expect(await gets(() => stage.db.batchLoad(keys))).toBe(1);
    expect(await gets(() => stage.db.transactionLoad(keys))).toBe(1);
    const cached = stage.with({ cache: { maxBytes: 1_000_000 } });
    expect(await gets(() => cached.users.sessions.query(all, { pageSize: 300 }))).toBe(1);
    expect(await gets(() => cached.users.sessions.query(all, { pageSize: 300 }))).toBe(0);
  });

  it('are each read alone where one pointer reaches beyond the pack, and that one alone fails', async () => {
    const Key = stage.rawKey('s005');
    const row = await stage.row('s005');
    const set = async (length: string) =>
      servers.dynamoDb.send(
        new UpdateItemCommand({
          TableName: stage.table,
          Key,
          UpdateExpression: 'SET s3Archive.l = :l',
          ExpressionAttributeValues: { ':l': { N: length } },
        }),
      );
    await set('900000');
    const reporting = stage.with({ onHydrationError: 'report' });
    const page = await reporting.users.sessions.query(all, { pageSize: 10 });
    expect(page.failures).toMatchObject([{ key: Key }]);
    expect(page.contents).toHaveLength(9);
    await set(row?.s3Archive?.M?.l?.N ?? '');
    expect(await stage.load('s005')).toMatchObject({ sessionId: 's005' });
  });

  it('are not waited for by a read that was aborted, and are by the other', async () => {
    stage.s3.inject({ when: ({ operation }) => operation === 'GetObject', fault: { kind: 'delay', ms: 300 } });
    const abort = new AbortController();
    const [left, stays] = [
      stage.db.users.sessions.load(stage.key('s001'), { signal: abort.signal }),
      stage.db.users.sessions.load(stage.key('s002')),
    ];
    setTimeout(() => abort.abort(), 100);
    await expect(left).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await stays).toMatchObject({ sessionId: 's002' });
  });
});
