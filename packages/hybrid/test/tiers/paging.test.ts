import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { beginsWith, createTableInputs, expression, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { testLayout } from '../../../../test-support/test-layout.js';
import { UserDatabase, type UserSession } from '../fixtures/sessions.js';
import { Stage, young } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
const numbered = (count: number, end: string) => Array.from({ length: count }, (_, index) => `s${String(index).padStart(2, '0')}${end}`);
const archived = numbered(30, '');
const hot = numbered(10, 'x');
const everything = [...archived, ...hot].sort();
const all = beginsWith({ userId: 'user' });

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers, { archivalConfig: { layout: testLayout } });
  await stage.archive(...archived);
  for (const id of hot) await stage.db.users.sessions.save({ ...stage.key(id), sessionData: `data of ${id}`, createdAt: young });
}, 120_000);
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

async function ids(items: AsyncIterable<UserSession>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { sessionId } of items) found.push(sessionId);
  return found;
}

describe('items of both tiers', () => {
  it('are limited after a filter that only whole items answer, and go on where the limit fell', async () => {
    const { sessions } = stage.db.users;
    const filter = expression('contains(sessionData, :part)', { values: { ':part': 'of s0' } });
    const matching = everything.filter(id => id.startsWith('s0'));
    for (const pageSize of [3, 100]) {
      for (const limit of [1, 4, 19, 1_000]) {
        const contents: string[] = [];
        let offset: string | undefined;
        for await (const page of sessions.queryAll(all, { filter, pageSize, limit })) {
          contents.push(...page.contents.map(({ sessionId }) => sessionId));
          offset = page.offset;
        }
        expect(contents).toEqual(matching.slice(0, limit));
        if (limit >= matching.length) continue;
        expect(await ids(sessions.queryAllContents(all, { filter, initialOffset: offset }))).toEqual(matching.slice(limit));
      }
    }
    expect(await sessions.count(all, { filter })).toBe(matching.length);
  });

  it('that cannot be read are reported up to the limit, and the others by whoever goes on', async () => {
    const broken = await Stage.create(servers, { onHydrationError: 'report' });
    await broken.archive('a', 'b', 'c', 'd');
    for (const id of ['b', 'd']) {
      await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: `${broken.prefix}sessions/user/${id}.json` }));
    }
    const filter = expression('contains(sessionData, :part)', { values: { ':part': 'data' } });
    const read = async (options: { readonly limit?: number; readonly initialOffset?: string | undefined }) => {
      for await (const page of broken.db.users.sessions.queryAll(all, { filter, ...options })) return page;
      throw new Error('a query has one page at least');
    };
    const first = await read({ limit: 2 });
    expect([first.contents.map(({ sessionId }) => sessionId), first.failures.length]).toEqual([['a', 'c'], 1]);
    const next = await read({ initialOffset: first.offset });
    expect([next.contents.length, next.failures.length]).toEqual([0, 1]);
  });

  it('are not waited for when the caller leaves the loop while they are fetched ahead', async () => {
    const isGet = ({ operation }: { readonly operation: string }): boolean => operation === 'GetObject';
    let running = 0;
    let started = 0;
    servers.s3.middlewareStack.add(
      next => async args => {
        running += 1;
        started += 1;
        try {
          return await next(args);
        } finally {
          running -= 1;
        }
      },
      { step: 'finalizeRequest', priority: 'low', name: 'watch' },
    );
    const begun = performance.now();
    for await (const { sessionId } of stage.db.users.sessions.queryAllContents(all, { pageSize: 2 })) {
      if (sessionId !== everything[0]) continue;
      stage.s3.inject({ when: isGet, fault: { kind: 'delay', ms: 20_000 } });
      const before = started;
      while (started === before && performance.now() - begun < 10_000) await new Promise(resolve => setTimeout(resolve, 5));
      expect(running).toBeGreaterThan(0);
      break;
    }
    servers.s3.middlewareStack.remove('watch');
    expect(running).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('a table whose items are archived', () => {
  it('is said to differ where a live index would hide them', async () => {
    expect((await stage.db.validate({ ignore: ['billing-mode'] })).map(({ kind }) => kind)).toEqual([]);
    const name = 'narrow_sessions';
    const [input] = createTableInputs(UserDatabase, { tableNameResolver: () => name });
    if (!input) throw new Error('nothing is declared');
    const narrow = input.GlobalSecondaryIndexes?.map(index => ({ ...index, Projection: { ProjectionType: 'KEYS_ONLY' as const } }));
    await servers.dynamoDb.send(new CreateTableCommand({ ...input, GlobalSecondaryIndexes: narrow }));
    const regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, { tableNameResolver: () => name });
    const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
    const found = await HybridLogicalDb.create(UserDatabase, regularDb, { s3Config }).validate();
    expect(found.map(({ kind, index }) => [kind, index])).toEqual([
      ['index-projection', 'by_created'],
      ['pointer-not-projected', 'by_created'],
    ]);
    expect(await regularDb.validate()).toEqual(found);
  });
});
