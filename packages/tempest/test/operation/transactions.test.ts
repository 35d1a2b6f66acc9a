import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivedRowError,
  ConfigurationError,
  IdempotencyTokenError,
  InvalidBatchError,
  InvalidExpressionError,
  LogicalDb,
  RequestError,
  TransactionCanceledError,
  TransactionWriteSet,
  VersionConflictError,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { LibraryDb, Playlist, Reading } from '../fixtures/library.js';
import { AlbumTrack } from '../fixtures/music.js';

let servers: LocalServers;
let db: LibraryDb;
let answer: (() => never) | undefined;
const sent: TransactWriteItemsCommandInput[] = [];

let count = 0;
const fresh = (): number => {
  count += 1;
  return count;
};
const reading = (at: number) => Object.assign(new Reading(), { sensor: 1, at, value: `v${at}` });
const readingKey = (at: number) => db.readings.all.key({ sensor: 1, at });
const load = (at: number) => db.readings.all.load({ sensor: 1, at });

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(LibraryDb);
  servers.dynamoDb.middlewareStack.add(
    next => async args => {
      const input = args.input as TransactWriteItemsCommandInput;
      if (!input.TransactItems) return next(args);
      sent.push(input);
      answer?.();
      return next(args);
    },
    { step: 'initialize', name: 'answers' },
  );
  db = LogicalDb.create(LibraryDb, servers.dynamoDb);
});

afterEach(() => {
  answer = undefined;
  sent.length = 0;
});

afterAll(() => servers.stop());

describe('a transaction', () => {
  it('writes items of several views and tables, in order', async () => {
    const [a, b, c, d] = [fresh(), fresh(), fresh(), fresh()];
    await db.readings.all.save(reading(b));
    await db.readings.all.save(reading(c));
    await db.readings.all.save(reading(d));
    const track = db.music.albumTracks.create({ albumToken: 'a', trackToken: 't', trackTitle: 'title', runLength: 'PT1M' });
    const set = new TransactionWriteSet()
      .delete(readingKey(b))
      .save(track, { if: t => t.trackTitle.notExists() })
      .checkCondition(readingKey(c), { if: r => r.value.eq(`v${c}`) })
      .update(readingKey(d), u => u.value.set('changed'), { if: r => r.value.exists() })
      .save(reading(a));
    const result = await db.transactionWrite(set, { returnConsumedCapacity: true });
    expect(sent[0]?.TransactItems?.map(item => Object.keys(item)[0])).toEqual(['Delete', 'Put', 'ConditionCheck', 'Update', 'Put']);
    expect(result.getItems(AlbumTrack)).toEqual([track]);
    expect(result.getItems(Reading)).toEqual([reading(a)]);
    expect(result.consumedCapacity).toHaveLength(2);
    const items = await db.transactionLoad([readingKey(a), readingKey(b), readingKey(d), db.music.albumTracks.key(track), readingKey(a)]);
    expect(items.getItems(Reading).map(({ value }) => value)).toEqual([`v${a}`, 'changed']);
    expect(items.getItems(AlbumTrack)).toEqual([track]);
  });

  it('makes an item by update where asked, and not otherwise', async () => {
    const [a, b] = [fresh(), fresh()];
    await db.transactionWrite(new TransactionWriteSet().update(readingKey(a), u => u.value.set('made'), { upsert: true }));
    expect((await load(a))?.value).toBe('made');
    const error = await failure(
      TransactionCanceledError,
      db.transactionWrite(new TransactionWriteSet().update(readingKey(b), u => u.value.set('made'))),
    );
    expect(error.reasons).toEqual([expect.objectContaining({ index: 0, operation: 'update', message: 'there is no such item' })]);
  });

  it('of nothing sends nothing', async () => {
    expect((await db.transactionWrite(new TransactionWriteSet())).items).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('takes 100 operations', async () => {
    const set = new TransactionWriteSet();
    for (let at = 10_000; at < 10_100; at += 1) set.save(reading(at));
    expect((await db.transactionWrite(set)).items).toHaveLength(100);
  });

  it('sends the guard with every condition, so that none is asked of an archived row', async () => {
    const set = new TransactionWriteSet()
      .save(reading(fresh()), { if: r => r.value.notExists() })
      .update(readingKey(fresh()), u => u.value.set('x'), { upsert: true })
      .delete(readingKey(fresh()), { if: r => r.value.notExists() })
      .checkCondition(readingKey(fresh()), { if: r => r.value.notExists() });
    await db.transactionWrite(set);
    for (const item of sent[0]?.TransactItems ?? []) {
      const [request] = Object.values(item);
      expect(Object.values(request.ExpressionAttributeNames)).toContain('s3Archive');
      expect(request.ReturnValuesOnConditionCheckFailure).toBe('ALL_OLD');
    }
  });
});

describe('versions in a transaction', () => {
  it('move with saves and updates', async () => {
    const first = (
      await db.transactionWrite(new TransactionWriteSet().save(db.music.playlists.create({ token: 'v', name: 'n' })))
    ).getItems(Playlist)[0]!;
    expect(first.version).toBe(1);
    await db.transactionWrite(new TransactionWriteSet().update(db.music.playlists.key(first), u => u.name.set('m'), { version: 1 }));
    expect(await db.music.playlists.load(first)).toMatchObject({ name: 'm', version: 2 });

    const error = await failure(TransactionCanceledError, db.transactionWrite(new TransactionWriteSet().save(first)));
    expect(error.reasons[0]?.versionConflict).toBeInstanceOf(VersionConflictError);
    expect(error.message).toContain('expected 1, stored 2');
    await failure(TransactionCanceledError, db.transactionWrite(new TransactionWriteSet().delete(first)));
    await db.transactionWrite(new TransactionWriteSet().delete(db.music.playlists.key(first)));
    expect(await db.music.playlists.load(first)).toBeUndefined();
  });
});

describe('a cancelled transaction', () => {
  it('writes nothing and names operations, keys, reasons and rows', async () => {
    const [a, b, c, d] = [fresh(), fresh(), fresh(), fresh()];
    await db.readings.all.save(reading(b));
    const set = new TransactionWriteSet()
      .save(reading(a))
      .checkCondition(readingKey(b), { if: r => r.value.eq('other') })
      .delete(readingKey(c))
      .delete(readingKey(d), { if: r => r.value.exists() });
    const error = await failure(TransactionCanceledError, db.transactionWrite(set));
    expect(error).toMatchObject({ code: 'TRANSACTION_CANCELED', isRetryable: false, cause: { name: 'TransactionCanceledException' } });
    const common = { table: 'readings', entity: 'Reading', code: 'ConditionalCheckFailed' };
    const key = (at: number) => ({ sensor: { N: '1' }, at: { N: String(at) } });
    expect(error.reasons).toEqual([
      {
        ...common,
        index: 1,
        operation: 'checkCondition',
        key: key(b),
        message: 'the condition does not hold of the stored item',
        row: { ...key(b), value: { S: `v${b}` } },
      },
      { ...common, index: 3, operation: 'delete', key: key(d), message: 'the condition does not hold: there is no such item' },
    ]);
    expect(error.message).toContain(`operations[1], checkCondition of Reading {sensor: 1, at: ${b}} in table readings`);
    expect(await load(a)).toBeUndefined();
  });

  it('of others’ doing may be sent again', async () => {
    const reasons = [{ Code: 'None' }, { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }];
    answer = () => {
      throw Object.assign(new Error('cancelled'), { name: 'TransactionCanceledException', CancellationReasons: reasons });
    };
    const set = new TransactionWriteSet().save(reading(1)).save(reading(2));
    const error = await failure(TransactionCanceledError, db.transactionWrite(set));
    expect(error).toMatchObject({ isRetryable: true, reasons: [{ index: 1, code: 'TransactionConflict' }] });
    const read = await failure(TransactionCanceledError, db.transactionLoad([readingKey(1), readingKey(2)]));
    expect(read.reasons).toMatchObject([{ index: 1, operation: 'load', key: { at: { N: '2' } } }]);
    expect(read.message).toContain('nothing was read');
  });

  it('says what is known of it: an earlier send of it, whose answer was lost, may still write', async () => {
    const cancelled = (attempts: number) => () => {
      const CancellationReasons = [{ Code: 'ConditionalCheckFailed' }];
      throw Object.assign(new Error('cancelled'), { name: 'TransactionCanceledException', CancellationReasons, $metadata: { attempts } });
    };
    const versioned = new TransactionWriteSet().save(db.music.playlists.create({ token: 'lost', name: 'n', version: 3 }));
    answer = cancelled(1);
    const once = await failure(TransactionCanceledError, db.transactionWrite(versioned));
    expect(once).toMatchObject({ outcome: 'not-applied', reasons: [{ versionConflict: { outcome: 'not-applied' } }] });
    expect(once.message).toContain('nothing was written. ');
    answer = cancelled(2);
    const twice = await failure(TransactionCanceledError, db.transactionWrite(versioned));
    expect(twice).toMatchObject({ outcome: 'unknown', reasons: [{ versionConflict: { outcome: 'unknown' } }] });
    expect(twice.message).toContain('nothing was written by the last send, but the answer of an earlier one was lost');
    expect(await failure(TransactionCanceledError, db.transactionLoad([readingKey(1)]))).toMatchObject({ outcome: 'not-applied' });
  });

  it('over an archived row says so', async () => {
    const Item = { sensor: { N: '1' }, at: { N: '1' }, s3Key: { S: 'k' }, s3Archive: { M: {} } };
    answer = () => {
      throw Object.assign(new Error('cancelled'), {
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item }],
      });
    };
    const set = new TransactionWriteSet().update(readingKey(1), u => u.value.set('x'));
    expect(await failure(ArchivedRowError, db.transactionWrite(set))).toMatchObject({ s3Key: 'k', applied: false });
  });
});

describe('an idempotency token', () => {
  it('has the same transaction done once, and another one refused', async () => {
    const at = fresh();
    await db.readings.all.save({ sensor: 1, at, value: 'n' });
    await db.music.playlists.save({ token: `t${at}`, name: 'n' });
    const key = db.music.playlists.key({ token: `t${at}` });
    const once = new TransactionWriteSet().update(key, u => u.tracks.append('t')).idempotencyToken(`token ${at}`);
    await db.transactionWrite(once);
    await db.transactionWrite(once);
    expect((await db.music.playlists.load(key))?.tracks).toEqual(['t']);
    const other = new TransactionWriteSet().update(key, u => u.tracks.append('other')).idempotencyToken(`token ${at}`);
    expect(await failure(IdempotencyTokenError, db.transactionWrite(other))).toMatchObject({
      code: 'IDEMPOTENCY_TOKEN_REUSED',
      token: `token ${at}`,
    });
  });

  it('has 1 to 36 characters', async () => {
    const set = new TransactionWriteSet().save(reading(1));
    expect(() => set.idempotencyToken('x'.repeat(37))).toThrow(ConfigurationError);
    for (const token of ['', undefined, null, 5]) expect(() => set.idempotencyToken(token as never)).toThrow('1 to 36 characters');
    expect(set.token).toBeUndefined();
    await failure(ConfigurationError, db.transactionWrite({ operations: set.operations, token: 'x'.repeat(37) }));
  });
});

describe('a transaction refuses, before it sends anything,', () => {
  afterEach(() => {
    expect(sent).toEqual([]);
  });

  it('101 operations', async () => {
    const set = new TransactionWriteSet();
    for (let at = 0; at < 101; at += 1) set.save(reading(at));
    expect((await failure(InvalidBatchError, db.transactionWrite(set))).message).toContain('at most 100 operations; this has 101');
    const keys = Array.from({ length: 101 }, (_, at) => readingKey(at));
    expect((await failure(InvalidBatchError, db.transactionLoad(keys))).message).toContain('101');
  });

  it.each<[string, () => TransactionWriteSet, RegExp]>([
    [
      'one row twice',
      () => new TransactionWriteSet().save(reading(1)).delete(readingKey(1)),
      /\{sensor: 1, at: 1\} of table readings.*save and delete/,
    ],
    ['a key to be saved', () => new TransactionWriteSet().save(readingKey(1) as never), /is no item/],
    ['a plain object', () => new TransactionWriteSet().delete({ sensor: 1, at: 1 }), /says nothing of its view/],
    ['what is no set', () => [] as never, /takes a TransactionWriteSet/],
  ])('%s', async (_, set, message) => {
    expect((await failure(InvalidBatchError, db.transactionWrite(set()))).message).toMatch(message);
  });

  it('a check of nothing', async () => {
    await failure(InvalidExpressionError, db.transactionWrite(new TransactionWriteSet().checkCondition(readingKey(1), undefined as never)));
  });

  it('a signal that is aborted already', async () => {
    const signal = AbortSignal.abort();
    const set = new TransactionWriteSet().save(reading(1));
    expect(await failure(RequestError, db.transactionWrite(set, { signal }))).toMatchObject({ code: 'ABORTED', outcome: 'not-applied' });
    expect(await failure(RequestError, db.transactionLoad([readingKey(1)], { signal }))).toMatchObject({ code: 'ABORTED' });
  });
});
