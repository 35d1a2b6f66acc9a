import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  ConfigurationError,
  InvalidBatchError,
  LogicalDb,
  RequestError,
  TransactionCanceledError,
  type TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { LibraryDb, Reading } from '../fixtures/library.js';

let servers: LocalServers;
let db: LibraryDb;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(LibraryDb);
  servers.dynamoDb.middlewareStack.add(
    next => async args => {
      const answer = await next(args);
      if (!(args.input as Partial<TransactWriteItemsCommandInput>).TransactItems || lost === 0) return answer;
      lost -= 1;
      throw Object.assign(new Error('given up'), { name: 'AbortError' });
    },
    { step: 'initialize', name: 'lost' },
  );
  db = LogicalDb.create(LibraryDb, servers.dynamoDb);
});

afterAll(() => servers.stop());

/** Transactions that are written, and not answered. */
let lost = 0;
const loseAnswers = (count: number): void => {
  lost = count;
};

let sensor = 0;
/** Readings of a sensor of their own. */
function readings(count: number): readonly Reading[] {
  sensor += 1;
  return Array.from({ length: count }, (_, at) => Object.assign(new Reading(), { sensor, at, value: `v${at}` }));
}
const save = (set: TransactionWriteSet, reading: Reading) => {
  set.save(reading);
};
const stored = async () => (await db.batchLoad(Array.from({ length: 300 }, (_, at) => db.readings.all.key({ sensor, at })))).items.length;

describe('a writing pager', () => {
  it('writes any number of updates in full pages', async () => {
    const sizes: number[] = [];
    const pager = db.transactionWritingPager(readings(250), { item: save, pageWritten: set => void sizes.push(set.size) });
    expect(pager.remainingUpdates).toHaveLength(250);
    await pager.execute();
    expect(sizes).toEqual([100, 100, 50]);
    expect(pager.updatedCount).toBe(250);
    expect(pager.remainingUpdates).toEqual([]);
    expect(await stored()).toBe(250);
    await pager.execute();
    expect(sizes).toHaveLength(3);
  });

  it('writes each page once, also where it is executed twice at once', async () => {
    const pager = db.transactionWritingPager(readings(5), { maxTransactionItems: 2, item: save });
    await Promise.all([pager.execute(), pager.execute()]);
    expect(pager.updatedCount).toBe(5);
  });

  it('writes a page before it begins the next, where `eachPage` does not wait for it or asks for it twice', async () => {
    const sizes: number[] = [];
    const pager = db.transactionWritingPager(readings(5), {
      maxTransactionItems: 2,
      item: save,
      pageWritten: set => void sizes.push(set.size),
      eachPage: async proceed => {
        void proceed();
        void proceed();
      },
    });
    await pager.execute();
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('takes an instance of a class as its handler', async () => {
    class Handler {
      readonly written: string[] = [];
      item(set: TransactionWriteSet, each: Reading): void {
        this.written.push(String(each.value));
        set.save(each);
      }
    }
    const handler = new Handler();
    await db.transactionWritingPager(readings(2), handler).execute();
    expect(handler.written).toEqual(['v0', 'v1']);
  });

  it('keeps an update’s operations together, and a page’s own beside them', async () => {
    const updates = readings(7);
    const playlist = db.music.playlists.key({ token: 'paged' });
    const pages: string[][] = [];
    await db.music.playlists.save({ token: 'paged', name: 'n' });
    const pager = db.transactionWritingPager(updates, {
      maxTransactionItems: 6,
      beforePage: async remaining => Math.min(remaining.length, 5),
      item: (set, reading) => {
        set.save(reading).checkCondition(db.notes.all.key({ sensor, at: reading.at }), { if: n => n.text.notExists() });
      },
      finishPage: async (set, page) => {
        pages.push(page.map(({ value }) => String(value)));
        set.update(playlist, u => u.tracks.append(page.map(({ value }) => String(value))));
      },
    });
    await pager.execute();
    expect((await db.music.playlists.load(playlist))?.tracks).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6']);
    // Three updates fit by themselves, two beside the page's own operation.
    expect(pages).toEqual([['v0', 'v1', 'v2'], ['v0', 'v1'], ['v2', 'v3', 'v4'], ['v2', 'v3'], ['v4', 'v5', 'v6'], ['v4', 'v5'], ['v6']]);
  });

  it('goes on after an error with the page that failed', async () => {
    const updates = readings(30);
    let failures = 0;
    const pager = db.transactionWritingPager(updates, {
      maxTransactionItems: 10,
      item: (set, reading) => {
        const isBad = reading.at === 25 && failures === 0;
        set.save(reading, isBad ? { if: r => r.value.exists() } : {});
      },
    });
    await failure(TransactionCanceledError, pager.execute());
    failures += 1;
    expect(pager.updatedCount).toBe(20);
    expect(await stored()).toBe(20);
    await pager.execute();
    expect(await stored()).toBe(30);
  });

  describe('whose page was written and its answer lost', () => {
    const playlist = async () => {
      sensor += 1;
      const key = db.music.playlists.key({ token: `pager ${sensor}` });
      await db.music.playlists.save({ token: `pager ${sensor}`, name: 'n' });
      const pager = db.transactionWritingPager(['a', 'b', 'c'], {
        maxTransactionItems: 1,
        item: () => undefined,
        beforePage: () => 1,
        finishPage: (set, [track = '']) => void set.update(key, u => u.tracks.append(track)),
      });
      return { pager, tracks: async () => (await db.music.playlists.load(key))?.tracks };
    };

    it('sends that page again as it was, and it is written once', async () => {
      const { pager, tracks } = await playlist();
      loseAnswers(1);
      expect(await failure(RequestError, pager.execute())).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
      expect(await tracks()).toEqual(['a']);
      expect(pager.updatedCount).toBe(0);
      await pager.execute();
      expect(await tracks()).toEqual(['a', 'b', 'c']);
    });

    it('does so too where it is lost twice', async () => {
      const { pager, tracks } = await playlist();
      loseAnswers(2);
      await failure(RequestError, pager.execute());
      await failure(RequestError, pager.execute());
      await pager.execute();
      expect(await tracks()).toEqual(['a', 'b', 'c']);
    });

    it('does so too where a try in between was not even sent', async () => {
      const { pager, tracks } = await playlist();
      loseAnswers(1);
      await failure(RequestError, pager.execute());
      await failure(RequestError, pager.execute({ signal: AbortSignal.abort() }));
      await pager.execute();
      expect(await tracks()).toEqual(['a', 'b', 'c']);
    });

    it('writes nothing more once DynamoDB may have forgotten it', async () => {
      const { pager, tracks } = await playlist();
      loseAnswers(1);
      await failure(RequestError, pager.execute());
      const now = performance.now();
      const clock = jest.spyOn(performance, 'now').mockReturnValue(now + 10 * 60_000);
      const error = await failure(RequestError, pager.execute());
      clock.mockRestore();
      expect(error).toMatchObject({ outcome: 'unknown', table: 'music_items' });
      expect(error.message).toContain('updates[0] to updates[0] were sent');
      expect(await tracks()).toEqual(['a']);
    });
  });

  it('has each page retried by whoever decorates it, and writes it once', async () => {
    let tries = 0;
    const pager = db.transactionWritingPager(readings(4), {
      maxTransactionItems: 2,
      item: (set, reading) => {
        set.save(reading, tries === 1 ? { if: r => r.value.exists() } : { if: r => r.value.notExists() });
      },
      eachPage: async proceed => {
        tries += 1;
        await proceed().catch(() => {
          tries += 1;
          return proceed();
        });
        await proceed();
      },
    });
    await pager.execute();
    expect(tries).toBe(3);
    expect(await stored()).toBe(4);
  });
});

describe('a writing pager ends where it cannot go on:', () => {
  it('an update that no page holds', async () => {
    const pager = db.transactionWritingPager(readings(2), {
      maxTransactionItems: 2,
      item: (set, reading) => {
        for (let at = 0; at < 1 + reading.at * 2; at += 1) set.save(Object.assign(new Reading(), { sensor, at: reading.at + at }));
      },
    });
    const error = await failure(InvalidBatchError, pager.execute());
    expect(error.message).toMatch(/updates\[1\] takes 3 operations.*at most 2/);
    expect(pager.updatedCount).toBe(1);
  });

  it('a page whose own operations leave no room', async () => {
    const pager = db.transactionWritingPager(readings(5), {
      maxTransactionItems: 2,
      item: save,
      finishPage: set => {
        for (let at = 100; at < 102; at += 1) set.save(Object.assign(new Reading(), { sensor, at }));
      },
    });
    expect((await failure(InvalidBatchError, pager.execute())).message).toMatch(/updates\[0\] takes 3 operations/);
    expect(await stored()).toBe(0);
  });

  it('a page that is to take no updates', async () => {
    const pager = db.transactionWritingPager(readings(5), { item: save, beforePage: () => 0 });
    expect((await failure(ConfigurationError, pager.execute())).message).toContain('never end');
  });

  it('a decoration that does not go on', async () => {
    const pager = db.transactionWritingPager(readings(5), { item: save, eachPage: async () => undefined });
    expect((await failure(ConfigurationError, pager.execute())).message).toContain('`proceed`');
  });

  it('a limit that is none', () => {
    expect(() => db.transactionWritingPager([], { item: save, maxTransactionItems: 101 })).toThrow(ConfigurationError);
    expect(() => db.transactionWritingPager([], { item: save, maxTransactionItems: 0 })).toThrow(ConfigurationError);
  });
});
