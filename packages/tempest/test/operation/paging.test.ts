import { BatchWriteItemCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  BatchWriteSet,
  beginsWith,
  ConfigurationError,
  expression,
  inlineView,
  LogicalDb,
  lessThan,
  logicalTable,
  type Page,
  RequestError,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import type { PageRead } from '../../src/operation/page.js';
import type { PageRequest } from '../../src/operation/page-line.js';
import { contentsOf, pagesOf } from '../../src/operation/paging.js';
import { failure } from '../fixtures/failure.js';
import { TicketDb } from '../fixtures/tickets.js';

/** A source of numbered items in pages of three, which tells what it was asked and whether it is still busy. */
class Source {
  readonly requests: PageRequest[] = [];
  /** The pages whose archived items somebody has begun to read. */
  readonly completed: number[] = [];
  running = 0;
  readonly #pages: number;
  readonly #archived: number;
  readonly #bytes: number;
  /** What a request waits for before it answers, by its number. */
  readonly waits = new Map<number, Promise<void>>();
  /** What its archived items wait for. */
  readonly hydrations = new Map<number, Promise<void>>();

  /** @param archived how many of a page's items are, and what they come to */
  constructor(pages: number, archived: { readonly count: number; readonly bytes: number } = { count: 0, bytes: 0 }) {
    this.#pages = pages;
    this.#archived = archived.count;
    this.#bytes = archived.bytes;
  }

  readonly begin = async (request: PageRequest): Promise<PageRead<number>> => {
    this.requests.push(request);
    const number = Number(request.initialOffset ?? 0);
    await this.#busy(this.waits.get(number), request.signal);
    const offset = number + 1 < this.#pages ? String(number + 1) : undefined;
    const contents = [0, 1, 2].map(each => number * 3 + each);
    let completing: Promise<void> | undefined;
    const complete = (): Promise<void> => {
      if (!completing) this.completed.push(number);
      completing ??= this.#busy(this.hydrations.get(number), request.signal);
      return completing;
    };
    return {
      next: offset,
      rows: 3,
      archived: this.#archived,
      bytes: this.#bytes,
      complete: () => complete().catch(() => undefined),
      page: async () => {
        await complete();
        return { contents, offset, hasMorePages: offset !== undefined, failures: [], consumedCapacity: undefined };
      },
    };
  };

  async #busy(done: Promise<void> = Promise.resolve(), signal: AbortSignal): Promise<void> {
    this.running += 1;
    try {
      await this.#until(done, signal);
    } finally {
      this.running -= 1;
    }
  }

  #until(done: Promise<void>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(new RequestError('ABORTED', 'aborted', 'Query', 't', 'not-applied'));
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      done.then(resolve, reject);
    });
  }
}

const never = new Promise<void>(() => undefined);
const turns = () => new Promise<void>(resolve => setImmediate(resolve));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('pages that are fetched ahead', () => {
  it.each([true, false])('give the same items in the same order (prefetch: %s), by as many requests', async prefetch => {
    const source = new Source(4);
    expect(await all(contentsOf(pagesOf(source.begin, { prefetch })))).toEqual(numbers(12));
    expect(source.requests.map(({ initialOffset }) => initialOffset)).toEqual([undefined, '1', '2', '3']);
  });

  it('are one at most, and only where that is asked for', async () => {
    for (const prefetch of [true, false]) {
      const source = new Source(4);
      const pages = pagesOf(source.begin, { prefetch });
      expect(source.requests).toHaveLength(0);
      await pages.next();
      await turns();
      expect(source.requests).toHaveLength(prefetch ? 2 : 1);
      await pages.next();
      await turns();
      expect(source.requests).toHaveLength(prefetch ? 3 : 2);
      await pages.return();
    }
  });

  it('are aborted and waited for when the caller leaves the loop', async () => {
    const source = new Source(4);
    source.waits.set(1, never);
    for await (const item of contentsOf(pagesOf(source.begin, { prefetch: true }))) if (item === 1) break;
    expect(source.requests).toHaveLength(2);
    expect(source.requests[1]?.signal.aborted).toBe(true);
    expect(source.running).toBe(0);
  });

  it('are aborted as well when the caller’s loop throws', async () => {
    const source = new Source(4);
    source.waits.set(1, never);
    const loop = async () => {
      for await (const _ of pagesOf(source.begin, { prefetch: true })) throw new RangeError('the caller’s own');
    };
    expect(await failure(RangeError, loop())).toMatchObject({ message: 'the caller’s own' });
    expect(source.running).toBe(0);
  });

  it('fail in their turn only, after the items before them', async () => {
    const source = new Source(4);
    source.waits.set(1, Promise.reject(new RangeError('second page')));
    const seen: number[] = [];
    const loop = async () => {
      for await (const item of contentsOf(pagesOf(source.begin, { prefetch: true }))) {
        await turns();
        seen.push(item);
      }
    };
    expect(await failure(RangeError, loop())).toMatchObject({ message: 'second page' });
    expect(seen).toEqual([0, 1, 2]);
  });

  it('that fail are no unhandled rejection while the caller is busy', async () => {
    // Jest fails a test during which a rejection goes unhandled.
    const source = new Source(4, { count: 3, bytes: 1 });
    source.waits.set(1, Promise.reject(new RangeError('of a page nobody wants')));
    for await (const _ of pagesOf(source.begin, { prefetch: true })) {
      await turns();
      break;
    }
    await turns();
    expect(source.requests).toHaveLength(2);
  });
});

describe('pages of archived items', () => {
  const archived = { count: 3, bytes: 10 };

  it('are fetched, and their items got in line, while those before them are still read', async () => {
    const source = new Source(4, archived);
    source.hydrations.set(0, never);
    const abort = new AbortController();
    const first = all(pagesOf(source.begin, { signal: abort.signal }, { concurrency: 1 }));
    await turns();
    expect(source.requests).toHaveLength(2);
    expect(source.completed).toEqual([0, 1]);
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
    expect(source.running).toBe(0);
  });

  it('are fetched ahead until they keep every connection busy, and no further than four', async () => {
    for (const [concurrency, requests] of [
      [1, 2],
      [3, 2],
      [4, 3],
      [1_000, 4],
    ] as const) {
      const source = new Source(10, archived);
      for (const page of numbers(10)) source.hydrations.set(page, never);
      const abort = new AbortController();
      const reading = all(pagesOf(source.begin, { prefetch: true, signal: abort.signal }, { concurrency }));
      await turns();
      expect(source.requests).toHaveLength(requests);
      abort.abort();
      await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
      expect(source.running).toBe(0);
    }
  });

  it('are not read into memory beyond what one page may hold', async () => {
    const source = new Source(10, archived);
    source.hydrations.set(0, never);
    const abort = new AbortController();
    const reading = all(pagesOf(source.begin, { prefetch: true, maxPageBytes: 25, signal: abort.signal }, { concurrency: 1_000 }));
    await turns();
    // The rows of four pages are small; the items of two are 20 bytes.
    expect(source.completed).toEqual([0, 1]);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    const large = new Source(4, { count: 1, bytes: 1_000 });
    expect(await all(contentsOf(pagesOf(large.begin, { prefetch: true, maxPageBytes: 25 }, { concurrency: 8 })))).toEqual(numbers(12));
  });

  it('are not run after by a caller who takes his time', async () => {
    const source = new Source(10, archived);
    const pages = pagesOf(source.begin, { prefetch: true }, { concurrency: 1_000 });
    await pages.next();
    for (let turn = 0; turn < 20; turn += 1) await turns();
    const { length } = source.requests;
    expect(length).toBeLessThanOrEqual(5);
    for (let turn = 0; turn < 20; turn += 1) await turns();
    expect(source.requests).toHaveLength(length);
    await pages.return();
  });

  it('come in order whichever is read first, and fail in their turn', async () => {
    const source = new Source(4, archived);
    let release = (): void => undefined;
    source.hydrations.set(0, new Promise(resolve => (release = resolve)));
    source.hydrations.set(1, Promise.reject(new RangeError('second page')));
    const seen: number[] = [];
    const loop = async () => {
      for await (const item of contentsOf(pagesOf(source.begin, {}, { concurrency: 1_000 }))) seen.push(item);
    };
    const reading = failure(RangeError, loop());
    await turns();
    expect(source.completed.length).toBeGreaterThan(1);
    expect(seen).toEqual([]);
    release();
    expect(await reading).toMatchObject({ message: 'second page' });
    expect(seen).toEqual([0, 1, 2]);
    expect(source.running).toBe(0);
  });

  it('are fetched one by one where the caller says so', async () => {
    const source = new Source(4, archived);
    source.hydrations.set(0, new Promise(resolve => setTimeout(resolve, 20)));
    expect(await all(contentsOf(pagesOf(source.begin, { prefetch: false }, { concurrency: 1_000 })))).toEqual(numbers(12));
    const lone = new Source(4, archived);
    for await (const _ of pagesOf(lone.begin, { prefetch: false }, { concurrency: 1_000 })) break;
    expect(lone.requests).toHaveLength(1);
  });

  it('are not begun beyond the limit', async () => {
    const source = new Source(4, archived);
    source.hydrations.set(0, new Promise(resolve => setTimeout(resolve, 20)));
    expect(await all(contentsOf(pagesOf(source.begin, { limit: 6 }, { concurrency: 1_000 })))).toEqual(numbers(6));
    expect(source.requests.map(({ maxItems }) => maxItems)).toEqual([6, 3]);
  });

  it('are waited for as long as the timeout says, from when the caller asks', async () => {
    const source = new Source(4, archived);
    source.hydrations.set(1, never);
    const loop = async () => {
      for await (const _ of pagesOf(source.begin, { prefetch: true, timeoutMs: 200 }, { concurrency: 8 })) await turns();
    };
    expect(await failure(RequestError, loop())).toMatchObject({ code: 'TIMED_OUT' });
    expect(source.completed).toContain(1);
    expect(source.running).toBe(0);
  });
});

describe('a limit', () => {
  it('ends the reading without a request more', async () => {
    const source = new Source(4);
    expect(await all(contentsOf(pagesOf(source.begin, { prefetch: true, limit: 6 })))).toEqual(numbers(6));
    await turns();
    expect(source.requests.map(({ maxItems }) => maxItems)).toEqual([6, 3]);
  });

  it('that is no whole number above zero is refused before any request', async () => {
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      const source = new Source(1);
      expect(await failure(ConfigurationError, all(pagesOf(source.begin, { limit })))).toMatchObject({
        message: expect.stringContaining('`limit`'),
      });
      expect(source.requests).toHaveLength(0);
    }
  });
});

describe('a signal', () => {
  it('ends the reading between pages, also where the next page has come already', async () => {
    for (const prefetch of [true, false]) {
      const source = new Source(4);
      const controller = new AbortController();
      const seen: number[] = [];
      const loop = async () => {
        for await (const item of contentsOf(pagesOf(source.begin, { prefetch, signal: controller.signal }))) {
          seen.push(item);
          await turns();
          if (item === 1) controller.abort();
        }
      };
      expect(await failure(RequestError, loop())).toMatchObject({ code: 'ABORTED' });
      expect(seen).toEqual([0, 1, 2]);
      expect(source.running).toBe(0);
    }
  });

  it('that was aborted before lets nothing be read, and its reason is passed on', async () => {
    const source = new Source(1);
    expect(await failure(RequestError, all(pagesOf(source.begin, { signal: AbortSignal.abort('enough') })))).toMatchObject({
      code: 'ABORTED',
    });
    expect(source.requests[0]?.signal.reason).toBe('enough');
  });
});

class Step {
  @Attribute({ name: 'partition_key', prefix: 'RUN_' }) run!: string;
  @Attribute({ name: 'sort_key', prefix: 'STEP_' }) id!: string;
  @Attribute({ type: Number }) weight!: number;
}
class StepDb extends LogicalDb {
  steps = logicalTable({
    name: 'steps',
    views: { all: inlineView(Step, { key: ['run', 'id'] }) },
  });
}

let servers: LocalServers;
let db: StepDb;
let tickets: TicketDb;
let sent: QueryCommandInput[] = [];
let busy = 0;
/** Late enough that the server deletes nothing meanwhile. */
const NOW = Date.parse('2100-01-01T00:00:00.000Z');
const ITEMS = 60;
const idOf = (index: number) => String(index).padStart(3, '0');
const ids = async (items: AsyncIterable<Step>) => (await all(items)).map(({ id }) => Number(id));

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(StepDb);
  db = LogicalDb.create(StepDb, servers.dynamoDb, { clock: () => new Date(NOW) });
  const steps = numbers(ITEMS).map(index => db.steps.all.create({ run: 'r', id: idOf(index), weight: index % 5 }));
  expect((await db.batchWrite(new BatchWriteSet().clobber(...steps))).isSuccessful).toBe(true);
  // Another entity's row among them, which the view must not count
  const stranger = { partition_key: { S: 'RUN_r' }, sort_key: { S: 'OTHER_1' } };
  await servers.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { steps: [{ PutRequest: { Item: stranger } }] } }));
  await servers.createTables(TicketDb);
  tickets = LogicalDb.create(TicketDb, servers.dynamoDb, { clock: () => new Date(NOW) });
  for (const index of numbers(12)) {
    await tickets.tickets.all.save({ id: String(index), title: 'x', expiresAt: new Date(NOW + (index - 8) * 1000) });
  }
  servers.dynamoDb.middlewareStack.add(
    next => async args => {
      sent.push(args.input as QueryCommandInput);
      busy += 1;
      try {
        return await next(args);
      } finally {
        busy -= 1;
      }
    },
    { step: 'initialize', name: 'counts' },
  );
});
afterEach(() => {
  sent = [];
});
afterAll(() => servers.stop());

const run = beginsWith({ run: 'r' });

describe('items of a real table', () => {
  it('come whole and in order at every page size, fetched ahead or not', async () => {
    for (const pageSize of [1, 7, ITEMS, 100]) {
      for (const prefetch of [true, false]) {
        expect(await ids(db.steps.all.queryAllContents(run, { pageSize, prefetch }))).toEqual(numbers(ITEMS));
        expect((await ids(db.steps.all.scanAllContents({ pageSize, prefetch }))).sort((a, b) => a - b)).toEqual(numbers(ITEMS));
      }
    }
    expect(await ids(db.steps.all.queryAllContents(run, { pageSize: 7, asc: false }))).toEqual(numbers(ITEMS).reverse());
  });

  it('are not read beyond the limit where nothing is filtered', async () => {
    expect(await ids(db.steps.all.queryAllContents(run, { limit: 5 }))).toEqual(numbers(5));
    expect(sent.map(({ Limit }) => Limit)).toEqual([5]);
    sent = [];
    expect(await ids(db.steps.all.queryAllContents(run, { limit: 17, pageSize: 10 }))).toEqual(numbers(17));
    expect(sent.map(({ Limit }) => Limit)).toEqual([10, 7]);
  });

  it('are limited after the filter, over all pages', async () => {
    const filter = expression('weight = :w', { values: { ':w': 3 } });
    const heavy = numbers(ITEMS).filter(index => index % 5 === 3);
    for (const pageSize of [1, 4, 100]) {
      for (const limit of [1, 5, heavy.length, 1000]) {
        expect(await ids(db.steps.all.queryAllContents(run, { filter, pageSize, limit }))).toEqual(heavy.slice(0, limit));
        expect((await ids(db.steps.all.scanAllContents({ filter, pageSize, limit }))).length).toBe(Math.min(limit, heavy.length));
      }
    }
  });

  it('that a limit left out are where the last page’s offset says', async () => {
    const options = { filter: expression('weight >= :w', { values: { ':w': 3 } }), pageSize: 100 };
    const matching = numbers(ITEMS).filter(index => index % 5 >= 3);
    for (const limit of [1, 3, matching.length - 1]) {
      const pages = await all(db.steps.all.queryAll(run, { ...options, limit }));
      const last = pages.at(-1);
      expect(last?.hasMorePages).toBe(true);
      expect(await ids(db.steps.all.queryAllContents(run, { ...options, initialOffset: last?.offset }))).toEqual(matching.slice(limit));
    }
    const scanned = await all(db.steps.all.scanAll({ ...options, limit: 4 }));
    const rest = await all(db.steps.all.scanAllContents({ ...options, initialOffset: scanned.at(-1)?.offset }));
    expect(rest).toHaveLength(matching.length - 4);
  });

  it('whose bound is excluded still fill the limit', async () => {
    expect(await ids(db.steps.all.queryAllContents(lessThan({ run: 'r', id: idOf(9) }), { limit: 9, asc: false }))).toEqual([
      8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]);
  });

  it('that only this library can hide are not asked for one by one', async () => {
    const { byExpiry } = tickets.tickets;
    const options = { hideExpired: true, limit: 1 };
    const found = await all(byExpiry.queryAllContents(beginsWith({ title: 'x' }), options));
    expect(found.map(({ id }) => id)).toEqual(['9']);
    expect(sent).toHaveLength(1);
  });

  it('cost one page more at most when the caller leaves early, and nothing runs on', async () => {
    for await (const { id } of db.steps.all.queryAllContents(run, { pageSize: 10 })) if (id === idOf(3)) break;
    expect(busy).toBe(0);
    expect(sent).toHaveLength(2);
    sent = [];
    for await (const _ of db.steps.all.scanAll({ pageSize: 10 })) break;
    expect(sent).toHaveLength(1);
  });

  it('are counted exactly, whatever was read before', async () => {
    expect(await db.steps.all.count(run)).toBe(ITEMS);
    expect(await db.steps.all.count(run, { filter: s => s.weight.eq(3) })).toBe(ITEMS / 5);
    expect(await db.steps.all.count(lessThan({ run: 'r', id: idOf(9) }))).toBe(9);
  });

  it('end with an error that says so when the signal is aborted on the way', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const loop = async () => {
      for await (const { id } of db.steps.all.queryAllContents(run, { pageSize: 10, signal: controller.signal })) {
        seen.push(id);
        if (seen.length === 15) controller.abort(new Error('enough'));
      }
    };
    expect(await failure(RequestError, loop())).toMatchObject({ code: 'ABORTED', outcome: 'not-applied' });
    expect(seen).toHaveLength(20);
    expect(busy).toBe(0);
  });

  it('say for each page what it cost, cut or not', async () => {
    const pages: readonly Page<Step>[] = await all(
      db.steps.all.queryAll(run, { pageSize: 10, limit: 25, returnConsumedCapacity: true, prefetch: true }),
    );
    expect(pages.map(({ contents }) => contents.length)).toEqual([10, 10, 5]);
    for (const { consumedCapacity } of pages) expect(consumedCapacity?.CapacityUnits).toBeGreaterThan(0);
  });
});
