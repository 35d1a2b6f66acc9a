import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveOf, beginsWith, RequestError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { Limiter } from '../../src/hydrate/limiter.js';
import { Stage, young } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
const ids = Array.from({ length: 128 }, (_, index) => `s${String(index).padStart(3, '0')}`);
const all = beginsWith({ userId: 'user' });

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers);
  await stage.archive(...ids);
}, 120_000);
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

const isGet = ({ operation }: { readonly operation: string }): boolean => operation === 'GetObject';
const delayed = (ms: number) => stage.s3.inject({ when: isGet, fault: { kind: 'delay', ms } });

/** Signals that `AbortSignal.any` made of one: Node 20 keeps them for as long as the signal itself lives. */
function dependents(signal: AbortSignal): number {
  const held = Object.getOwnPropertySymbols(signal).find(symbol => symbol.description === 'kDependantSignals');
  return held ? ((signal as unknown as Record<symbol, Set<unknown>>)[held]?.size ?? 0) : 0; // by its name in Node's own source
}

/** Counts GETs under way through the client. */
function watchGets(): { readonly most: number; readonly running: number; readonly total: number; stop(): void } {
  let most = 0;
  let total = 0;
  let running = 0;
  servers.s3.middlewareStack.add(
    next => async args => {
      running += 1;
      total += 1;
      most = Math.max(most, running);
      try {
        return await next(args);
      } finally {
        running -= 1;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'watch' },
  );
  return {
    get most() {
      return most;
    },
    get running() {
      return running;
    },
    get total() {
      return total;
    },
    stop: () => void servers.s3.middlewareStack.remove('watch'),
  };
}

describe('the objects of a page', () => {
  it('are read 64 at a time, and the items stay in order', async () => {
    delayed(500);
    const gets = watchGets();
    const started = performance.now();
    const { contents } = await stage.db.users.sessions.query(all, { pageSize: 200 });
    const elapsed = performance.now() - started;
    gets.stop();
    expect(contents.map(session => session.sessionId)).toEqual(ids);
    expect(gets.most).toBe(64);
    // Two rounds, and what the machine needs besides; one after the other it were more than a minute.
    expect(elapsed).toBeGreaterThanOrEqual(1_000);
    expect(elapsed).toBeLessThan(10_000);
  });

  it('are read so many at once over all reads of a database together', async () => {
    const db = stage.with({ readConcurrency: 5 });
    const gets = watchGets();
    await Promise.all([db.users.sessions.query(all), db.users.sessions.scan(), db.users.recent.query(beginsWith({ userGroup: 'g' }))]);
    gets.stop();
    expect(gets.most).toBe(5);
  });

  it('are left where one of them fails the read: no GET goes on, and those in line are never sent', async () => {
    const db = stage.with({ readConcurrency: 8 });
    stage.s3.inject({
      when: request => isGet(request) && !!request.key?.includes('s003'),
      fault: { kind: 'status', status: 404, code: 'NoSuchKey' },
    });
    stage.s3.inject({ when: request => isGet(request) && !request.key?.includes('s003'), fault: { kind: 'delay', ms: 3_000 } });
    const gets = watchGets();
    const started = performance.now();
    await expect(db.users.sessions.query(all)).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing' });
    gets.stop();
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(gets.running).toBe(0);
    expect(gets.most).toBeLessThanOrEqual(8);
  });
});

describe('the objects of page after page', () => {
  const iterated = () => stage.with({ readConcurrency: 24 }).users.sessions;

  it('keep every connection busy, also over the ends of pages, and the items stay in order', async () => {
    delayed(200);
    const gets = watchGets();
    const started: number[] = [];
    const found: string[] = [];
    for await (const { sessionId } of iterated().queryAllContents(all, { pageSize: 16 })) {
      if (found.length === 0) started.push(gets.total);
      found.push(sessionId);
    }
    gets.stop();
    expect(found).toEqual(ids);
    // One page alone has 16, and the first is given before the last is read
    expect(gets.most).toBe(24);
    expect(gets.total).toBe(ids.length);
    expect(started[0]).toBeLessThan(ids.length);
  });

  it('are given page by page in the same way', async () => {
    delayed(200);
    const gets = watchGets();
    const sizes: number[] = [];
    for await (const { contents } of iterated().queryAll(all, { pageSize: 16 })) sizes.push(contents.length);
    gets.stop();
    expect(sizes.filter(size => size > 0)).toEqual(Array.from({ length: 8 }, () => 16));
    expect(gets.most).toBe(24);
  });

  it('are read no further, and nothing goes on, when the caller leaves the loop', async () => {
    const gets = watchGets();
    // Jest fails a test during which a rejection goes unhandled.
    delayed(50);
    for await (const { sessionId } of iterated().queryAllContents(all, { pageSize: 16 })) {
      expect(sessionId).toBe('s000');
      break;
    }
    expect(gets.running).toBe(0);
    const { total } = gets;
    await new Promise(resolve => setTimeout(resolve, 200));
    gets.stop();
    expect(gets.total).toBe(total);
    expect(total).toBeLessThan(ids.length);
  });

  it('that cannot be read fail the iteration after the pages before them', async () => {
    stage.s3.inject({
      when: request => isGet(request) && !!request.key?.includes('s040'),
      fault: { kind: 'status', status: 404, code: 'NoSuchKey' },
    });
    stage.s3.inject({ when: request => isGet(request) && !request.key?.includes('s040'), fault: { kind: 'delay', ms: 100 } });
    const found: string[] = [];
    const read = async () => {
      for await (const { sessionId } of iterated().queryAllContents(all, { pageSize: 16 })) found.push(sessionId);
    };
    await expect(read()).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing' });
    expect(found).toEqual(ids.slice(0, 32));
  });

  it('are held in memory no more than one page’s bytes before they are asked for', async () => {
    delayed(50);
    const gets = watchGets();
    const found: string[] = [];
    for await (const { sessionId } of iterated().queryAllContents(all, { maxPageBytes: 1_500 })) found.push(sessionId);
    gets.stop();
    expect(found).toEqual(ids);
    // Two items of 700 bytes or so fit, and those of the page that is given next.
    expect(gets.most).toBeLessThanOrEqual(8);
  });
});

describe('an abort while objects are read', () => {
  it('ends the read at once, as an abort', async () => {
    delayed(3_000);
    const abort = new AbortController();
    const gets = watchGets();
    const started = performance.now();
    const read = stage.db.users.sessions.query(all, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 200);
    await expect(read).rejects.toBeInstanceOf(RequestError);
    await expect(read).rejects.toMatchObject({ code: 'ABORTED', outcome: 'not-applied' });
    gets.stop();
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(gets.running).toBe(0);
  });

  it('that never comes leaves nothing on a signal that outlives the reads', async () => {
    const { signal } = new AbortController();
    for (let read = 0; read < 3; read += 1) await stage.db.users.sessions.query(all, { signal, pageSize: 5 });
    await stage.db.users.sessions.load(stage.key('s000'), { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(dependents(signal)).toBe(0);
  });

  it('does not wait for other reads’ objects', async () => {
    delayed(2_500);
    const db = stage.with({ readConcurrency: 2 });
    const other = db.users.sessions.query(all, { pageSize: 2 });
    await new Promise(resolve => setTimeout(resolve, 100));
    const started = performance.now();
    await expect(db.users.sessions.query(all, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await other).contents).toHaveLength(2);
  });

  it('of a delete that returns the old item does not deny that the delete happened', async () => {
    const own = await Stage.create(servers);
    await own.archive('a');
    own.s3.inject({ when: isGet, fault: { kind: 'delay', ms: 3_000 } });
    const deleted = own.db.users.sessions.delete(own.key('a'), { returnOld: true, signal: AbortSignal.timeout(300) });
    await expect(deleted).rejects.toMatchObject({ code: 'HYDRATION_FAILED', applied: true });
    expect(await own.row('a')).toBeUndefined();
  });
});

describe('a mixed partition', () => {
  it('is paged, counted, filtered by size and scanned by workers as one', async () => {
    const mixed = await Stage.create(servers);
    await mixed.archive('a', 'c', 'e', 'g');
    for (const id of ['b', 'd', 'f']) {
      await mixed.db.users.sessions.save({ ...mixed.key(id), userGroup: 'g', sessionData: 'young '.repeat(30), createdAt: young });
    }
    const expected = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const names = async (items: AsyncIterable<{ readonly sessionId: string }>) => {
      const found: string[] = [];
      for await (const { sessionId } of items) found.push(sessionId);
      return found;
    };
    const { sessions } = mixed.db.users;
    expect(await names(sessions.queryAllContents(all, { pageSize: 2 }))).toEqual(expected);
    expect(await names(sessions.queryAllContents(all, { pageSize: 3, asc: false }))).toEqual([...expected].reverse());
    expect(await sessions.count(all)).toBe(7);
    // A pointer counts as what it stands for: two items of about 250 bytes pass a limit of 900, and no page is empty.
    for await (const page of sessions.queryAll(all, { maxPageBytes: 900 })) expect([1, 2]).toContain(page.contents.length);
    expect(await names(sessions.queryAllContents(all, { maxPageBytes: 900 }))).toEqual(expected);
    const bySegment = await Promise.all(
      [0, 1, 2].map(segment => names(sessions.scanAllContents({ workerId: { segment, totalSegments: 3 } }))),
    );
    expect(bySegment.flat().sort()).toEqual(expected);
    const { contents } = await sessions.query(all);
    expect(contents.map(item => archiveOf(item) !== undefined)).toEqual([true, false, true, false, true, false, true]);
  });
});

describe('a limiter', () => {
  it('hands places on, and forgets those who left the line', async () => {
    const limiter = new Limiter(1);
    let release = (): void => undefined;
    const held = limiter.run(() => new Promise<void>(resolve => (release = resolve)));
    const abort = new AbortController();
    const left = limiter.run(async () => 'never', abort.signal);
    const stays = limiter.run(async () => 'ran');
    abort.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    release();
    await held;
    expect(await stays).toBe('ran');
    expect(await limiter.run(async () => 'free')).toBe('free');
    await expect(limiter.run(async () => 'never', abort.signal)).rejects.toThrow('left');
    expect(await limiter.run(async () => 'still free')).toBe('still free');
  });
});
