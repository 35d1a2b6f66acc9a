import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  atLeast,
  BatchWriteSet,
  beginsWith,
  between,
  equalTo,
  expression,
  LogicalDb,
  not,
  TempestError,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { type Document, DocumentDb, Receipt } from './documents.js';

/**
 * What JavaScript lets through, and TypeScript where a value has come as `any`: every call refuses it in words that say what to do, and sends nothing.
 */

let servers: LocalServers;
let db: DocumentDb;
let sent = 0;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(DocumentDb);
  db = LogicalDb.create(DocumentDb, servers.dynamoDb);
  servers.dynamoDb.middlewareStack.add(next => async args => {
    sent += 1;
    return next(args);
  });
});
afterAll(() => servers.stop());
beforeEach(() => {
  sent = 0;
});

type Anything = never;
const any = (value: unknown): Anything => value as Anything;
const KEY = { owner: 'o', at: 1 };
const all = () => db.documents.all;
const drain = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of items);
};
const circle: Record<string, unknown> = {};
circle.self = circle;

/** Calls that are refused, with a part of what the error says. */
type Cases = Record<string, readonly [call: () => unknown, says: string]>;

function refuses(cases: Cases): void {
  it.each(Object.entries(cases))('%s', async (_, [call, says]) => {
    const error = await Promise.resolve()
      .then(call)
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(TempestError);
    expect((error as TempestError).message).toContain(says);
    expect(sent).toBe(0);
  });
}

/** Every call that finds items by a key, or by a condition on one. */
const byKey = (key: unknown): (() => unknown)[] => [
  () => all().load(any(key)),
  () => all().update(any(key), u => u.count.add(1)),
  () => all().deleteKey(any(key)),
  () => all().key(any(key)),
  () => all().query(any(equalTo(any(key)))),
  () => all().count(any(equalTo(any(key)))),
  () => drain(all().queryAll(any(equalTo(any(key))))),
  () => drain(all().queryAllContents(any(equalTo(any(key))))),
  () => db.documents.byKind.count(any(equalTo(any(key)))),
];

describe('a key is refused by every call', () => {
  it.each<[string, unknown]>([
    ['of undefined', { owner: undefined, at: 1 }],
    ['of null', { owner: null, at: 1 }],
    ['of NaN', { owner: 'o', at: Number.NaN, kind: 'k' }],
    ['without its name', { ownr: 'o', at: 1 }],
    ['with an empty string', { owner: '', kind: '', at: 1 }],
    ['of the wrong type', { owner: 'o', kind: 'k', at: '1' }],
    ['that holds a Promise', { owner: Promise.resolve('o'), kind: Promise.resolve('k'), at: 1 }],
    ['that is a Promise', Promise.resolve(KEY)],
    ['that is a string', 'o'],
    ['that is null', null],
    ['that is not there', undefined],
    ['that refers to itself', { owner: circle, kind: circle, at: 1 }],
    ['with half a character', { owner: '\ud800', kind: '\ud800', at: 1 }],
  ])('%s', async (_, key) => {
    for (const call of byKey(key)) await expect((async () => call())()).rejects.toBeInstanceOf(TempestError);
    expect(sent).toBe(0);
  });
});

describe('options are refused', () => {
  const misspelt: Record<string, (options: Anything) => unknown> = {
    load: options => all().load(KEY, options),
    save: options => all().save(KEY, options),
    update: options => all().update(KEY, u => u.count.add(1), options),
    delete: options => all().delete(any(KEY), options),
    deleteKey: options => all().deleteKey(KEY, options),
    query: options => all().query(equalTo(KEY), options),
    queryAll: options => drain(all().queryAll(equalTo(KEY), options)),
    queryAllContents: options => drain(all().queryAllContents(equalTo(KEY), options)),
    scan: options => all().scan(options),
    scanAll: options => drain(all().scanAll(options)),
    scanAllContents: options => drain(all().scanAllContents(options)),
    count: options => all().count(equalTo(KEY), options),
    batchLoad: options => db.batchLoad([all().key(KEY)], options),
    batchWrite: options => db.batchWrite(new BatchWriteSet().clobber(all().create(KEY)), options),
    transactionLoad: options => db.transactionLoad([all().key(KEY)], options),
    transactionWrite: options => db.transactionWrite(new TransactionWriteSet().save(all().create(KEY)), options),
    validate: options => db.validate(options),
    'save in a transaction': options => new TransactionWriteSet().save(all().create(KEY), options),
    'update in a transaction': options => new TransactionWriteSet().update(all().key(KEY), u => u.count.add(1), options),
    'delete in a transaction': options => new TransactionWriteSet().delete(all().key(KEY), options),
    'check in a transaction': options => new TransactionWriteSet().checkCondition(all().key(KEY), options),
    'a writing pager': options => db.transactionWritingPager([1], options),
  };

  it.each(Object.entries(misspelt))('by %s: misspelt, null, or a callback in their place', async (_, call) => {
    for (const [options, says] of [
      [{ iff: () => undefined }, 'no option `iff`'],
      [null, 'options of a call are an object'],
      [(t: { count: unknown }) => t.count, 'options of a call are an object'],
    ] as const) {
      await expect((async () => call(any(options)))()).rejects.toMatchObject({
        code: 'INVALID_CONFIGURATION',
        message: expect.stringContaining(says) as unknown as string, // the matcher's own type
      });
    }
    expect(sent).toBe(0);
  });

  const calls = Object.entries(misspelt).filter(([name]) => !/transaction$|pager/.test(name));

  it.each(calls)('by %s: a controller in place of its signal, which would never abort', async (_, call) => {
    await expect((async () => call(any({ signal: new AbortController() })))()).rejects.toThrow('not an AbortController');
    expect(sent).toBe(0);
  });

  it.each(calls)('by %s: a signal that is aborted already', async (_, call) => {
    const reason = new Error('enough');
    await expect((async () => call(any({ signal: AbortSignal.abort(reason) })))()).rejects.toMatchObject({
      code: 'ABORTED',
      cause: reason,
    });
    expect(sent).toBe(0);
  });

  it.each(calls)('by %s: a timeout that is none', async (_, call) => {
    for (const timeoutMs of [0, -1, Number.NaN, '5', null, Number.POSITIVE_INFINITY, 1e12])
      await expect((async () => call(any({ timeoutMs })))()).rejects.toThrow('`timeoutMs` is a number of milliseconds above zero');
    expect(sent).toBe(0);
  });

  it.each([0, -1, Number.NaN, '5', 1.5, Number.POSITIVE_INFINITY])('counts of %p', async value => {
    const refused = (call: unknown): Promise<void> => expect(call).rejects.toThrow(/whole number (above zero|from)/);
    await refused(all().scan(any({ pageSize: value })));
    await refused(all().query(equalTo(KEY), any({ maxPageBytes: value })));
    await refused(drain(all().scanAllContents(any({ limit: value }))));
    await refused(db.batchLoad([all().key(KEY)], any({ concurrency: value })));
    await refused(db.batchWrite(new BatchWriteSet(), any({ maxAttempts: value })));
    await refused(all().scan({ workerId: { segment: 0, totalSegments: any(value) } }));
    expect(() => db.transactionWritingPager([1], any({ item: () => undefined, maxTransactionItems: value }))).toThrow('from 1 to 100');
    expect(sent).toBe(0);
  });

  refuses({
    'kinds to ignore that are none': [() => db.validate({ ignore: any(['keys']) }), "unknown kind 'keys'"],
    'kinds to ignore that are no array': [() => db.validate({ ignore: any('key') }), 'is an array of kinds'],
    'hiding what cannot expire': [() => db.receipts.all.scan({ hideExpired: true }), 'Receipt declares no date of expiry'],
    'a segment past the last': [() => all().scan({ workerId: { segment: 2, totalSegments: 2 } }), 'from 0 to 1'],
    'a version of a class without': [() => all().update(KEY, u => u.count.add(1), { version: 1 }), 'Document declares none'],
  });
});

describe('what is of another view', () => {
  refuses({
    'a key, to load': [() => all().load(db.receipts.all.key(KEY)), 'made by view all (Receipt) of table bad_receipts'],
    'a key, to delete': [() => all().deleteKey(db.receipts.all.key(KEY)), 'Use that view, or pass the fields alone'],
    'a key, to update': [() => all().update(db.receipts.all.key(KEY), u => u.count.add(1), { upsert: true }), 'bad_receipts'],
    'an item that was bound': [() => all().save(any(db.receipts.all.create(KEY))), 'This is a Receipt of another view'],
    'an instance': [() => all().save(any(Object.assign(new Receipt(), KEY))), 'Save it through its own view'],
    'a page offset': [
      async () => {
        await db.receipts.all.save(KEY);
        await db.receipts.all.save({ ...KEY, at: 2 });
        const { offset } = await db.receipts.all.query(beginsWith({ owner: 'o' }), { pageSize: 1 });
        sent = 0;
        return all().query(beginsWith({ owner: 'o' }), { initialOffset: offset });
      },
      'belongs to another view, condition, filter or direction',
    ],
  });
});

describe('items are refused', () => {
  refuses({
    'that are a Promise': [() => all().save(any(Promise.resolve(KEY))), 'the item is a Promise. Await it first.'],
    'that hold one': [() => all().save({ ...KEY, text: any(Promise.resolve('x')) }), 'Document.text: it is a Promise. Await it first.'],
    'that refer to themselves': [() => all().save({ ...KEY, map: circle }), 'refers to itself'],
    'in an array': [() => all().save(any([KEY])), 'Document.0: it is no attribute'],
    'with NaN, in a batch': [
      () => db.batchWrite(new BatchWriteSet().clobber(all().create({ ...KEY, count: Number.NaN }))),
      'Document.count: NaN',
    ],
    'with a date that is none, in a transaction': [
      () => db.transactionWrite(new TransactionWriteSet().save(all().create({ ...KEY, due: new Date(Number.NaN) }))),
      'Document.due: it is an invalid Date',
    ],
    'with a version that is none': [() => db.receipts.all.save({ ...KEY, version: 1.5 }), 'a version is a whole number from 0'],
  });
});

describe('filters and conditions are refused', () => {
  type Terms = Parameters<
    NonNullable<Exclude<NonNullable<NonNullable<Parameters<ReturnType<typeof all>['scan']>[0]>['filter']>, { kind: string }>>
  >[0];
  const filter = (callback: (t: Terms) => unknown) => () => all().scan({ filter: any(callback) });
  const many = (count: number) => (t: Terms) => {
    let condition = t.count.eq(0);
    for (let value = 1; value < count; value += 1) condition = condition.or(t.count.eq(value));
    return condition;
  };
  refuses({
    'a between upside down': [filter(t => t.count.between(5, 1)), 'Swap the bounds'],
    'a between of two types': [filter(t => t.count.between(1, any('x'))), 'of different types'],
    'a between without an end': [filter(t => t.count.between(1, any(undefined))), 'an operand is undefined'],
    'a between of keys upside down': [() => all().query(between({ ...KEY, at: 5 }, KEY)), 'Swap them'],
    'a between over two partitions': [() => all().query(between(KEY, { owner: 'p', at: 2 })), 'stays in one partition'],
    'in() of nothing': [filter(t => t.count.in([])), 'Give at least one'],
    'an expression over 4 KB': [filter(t => t.count.in(Array.from({ length: 1000 }, (_, i) => i))), '4 KB'],
    'a condition over 4 KB': [
      () => all().save(KEY, { if: t => t.text.in(Array.from({ length: 1000 }, (_, i) => `${i}`)) }),
      'The condition has',
    ],
    'more than 300 operators': [filter(many(200)), 'more than the 300 operators'],
    'a hundred thousand of them, at once': [filter(many(100_000)), 'more than the 300 operators'],
    'a condition nested thousands deep': [
      filter(t => {
        let condition = t.count.eq(0);
        for (let depth = 0; depth < 20_000; depth += 1) condition = not(condition).and(t.count.eq(1));
        return condition;
      }),
      'more than the 300 operators',
    ],
    'a path of 40 names': [
      filter(t =>
        Array.from({ length: 40 }).reduce((path: Anything) => any((path as { get(name: string): unknown }).get('a')), any(t.map)),
      ),
      'no condition',
    ],
    'an entry without a name': [
      filter(t => (any(t.map) as { get(name: unknown): { eq(v: number): unknown } }).get(undefined).eq(1)),
      'get() takes the name',
    ],
    'an element from the end': [filter(t => (any(t.lines) as { at(i: number): { eq(v: number): unknown } }).at(-1).eq(1)), 'index from 0'],
    NaN: [filter(t => t.count.eq(Number.NaN)), 'NaN'],
    'a Promise': [filter(t => t.count.eq(any(Promise.resolve(1)))), 'Await it first'],
    'an asynchronous callback': [filter(async t => t.count.eq(1)), 'The callback of a condition is asynchronous'],
    'a callback that returns nothing': [filter(() => undefined), 'This is no condition'],
    'a misspelt property': [filter(t => (any(t) as { cuont: Terms['count'] }).cuont.eq(1)), 'no attribute `cuont`'],
    'a misspelt operator': [filter(t => (any(t.count) as { equals(v: number): unknown }).equals(1)), 'no operator equals()'],
    'a value that refers to itself': [filter(t => t.map.eq(circle)), 'refers to itself'],
    'a size of NaN': [filter(t => t.text.size().lt(Number.NaN)), 'compared with a number, not NaN'],
    'false in place of a condition': [() => all().save(KEY, { if: any(false) }), 'A condition is a callback'],
    'a text in place of a condition': [() => all().save(KEY, { if: any('count = 1') }), "expression('...'"],
    'a key of the query': [
      () => all().query(beginsWith({ owner: 'o' }), { filter: any((t: Terms) => t.at.gt(1)) }),
      'Put it into the key condition',
    ],
    'raw: no text': [() => all().scan({ filter: expression(any(undefined)) }), 'takes a text'],
    'raw: a misspelt option': [() => all().scan({ filter: expression('count = :a', any({ value: { ':a': 1 } })) }), 'no option `value`'],
    'raw: over 4 KB': [
      () => all().scan({ filter: expression(`count = :a${' OR count = :a'.repeat(600)}`, { values: { ':a': 1 } }) }),
      '4096',
    ],
    'raw: a between upside down': [
      () => all().scan({ filter: expression('count BETWEEN :a AND :b', { values: { ':a': 2, ':b': 1 } }) }),
      'Swap',
    ],
    'raw: wrong grammar': [() => all().scan({ filter: expression('count = = :a', { values: { ':a': 1 } }) }), 'At position 8'],
    'no key condition': [() => all().query(any(undefined)), 'made by beginsWith()'],
    'a key condition that is an object': [() => all().count(any(KEY)), 'made by beginsWith()'],
    'a range without its sort key': [() => all().query(any(atLeast({ owner: 'o' }))), 'Document.at: the key needs it'],
  });
});

describe('updates are refused', () => {
  type Update = Parameters<ReturnType<typeof all>['update']>[1];
  type Changed = Parameters<Update>[0];
  const update = (callback: (u: Changed) => unknown) => () => all().update(KEY, any(callback));
  refuses({
    'that change nothing': [update(() => []), 'The update changes nothing'],
    'that return nothing': [update(() => undefined), 'An update is made of changes'],
    'that are no callback': [() => all().update(KEY, any({ count: 1 })), 'as a callback'],
    'that are asynchronous': [update(async u => u.count.add(1)), 'The callback of an update is asynchronous'],
    'that set undefined': [update(u => u.count.set(any(undefined))), 'or remove() the attribute'],
    'that set a Promise': [update(u => u.text.set(any(Promise.resolve('x')))), 'Await it first'],
    'that set what refers to itself': [update(u => u.map.set(circle)), 'refers to itself'],
    'that add NaN': [update(u => u.count.add(Number.NaN)), 'NaN'],
    'that append nothing': [update(u => u.lines.append(any(undefined))), 'take the elements to add'],
    'that take no members': [update(u => u.tags.delete(new Set())), 'no empty set'],
    'of the key': [update(u => (any(u) as { at: { set(v: number): unknown } }).at.set(2)), 'which no update changes'],
    'of one attribute twice': [update(u => [u.count.set(1), u.count.add(1)]), 'overlap'],
    'of a misspelt property': [update(u => (any(u) as { cuont: Changed['count'] }).cuont.add(1)), 'no attribute `cuont`'],
    'of an element from the end': [
      update(u => (any(u.lines) as { at(i: number): { set(v: number): unknown } }).at(-1).set(1)),
      'index from 0',
    ],
    'over 4 KB': [
      update(u =>
        Array.from({ length: 400 }, (_, i) => (any(u.map) as { get(n: string): { set(v: number): unknown } }).get(`k${i}`).set(i)),
      ),
      'The update has',
    ],
  });
});

describe('batches and transactions are refused', () => {
  const item = (at: number, text?: string): Document => all().create({ owner: 'o', at, ...(text !== undefined && { text }) });
  const transaction = (build: (set: TransactionWriteSet) => unknown) => () => {
    const set = new TransactionWriteSet();
    build(set);
    return db.transactionWrite(set);
  };
  const pager = (updates: unknown, options: object) => () => db.transactionWritingPager(any(updates), any(options)).execute();
  const save = (set: TransactionWriteSet, at: number) => {
    set.save(item(at));
  };
  refuses({
    'no keys': [() => db.batchLoad(any(undefined)), 'as an array'],
    'one key': [() => db.batchLoad(any(all().key(KEY))), 'as an array'],
    'plain keys': [() => db.batchLoad(any([KEY])), 'says nothing of its view'],
    'keys that are a Promise': [() => db.transactionLoad(any([Promise.resolve(KEY)])), 'Await the key'],
    'an array of arrays': [() => db.batchWrite(new BatchWriteSet().clobber(any([item(1)]))), 'Spread it'],
    'keys of another database': [
      () => {
        const other = LogicalDb.create(DocumentDb, servers.dynamoDb, { tableNameResolver: name => `other_${name}` });
        return db.batchLoad([other.documents.all.key(KEY)]);
      },
      'which this database does not have',
    ],
    'a batch of no set': [() => db.batchWrite(any([item(1)])), 'takes a BatchWriteSet'],
    'a batch of half a set': [() => db.batchWrite(any({ clobbers: [item(1)] })), 'takes a BatchWriteSet'],
    'a transaction of a BatchWriteSet': [() => db.transactionWrite(any(new BatchWriteSet())), 'takes a TransactionWriteSet'],
    'a key in place of an item': [() => db.batchWrite(new BatchWriteSet().clobber(any(all().key(KEY)))), 'would be lost'],
    'one row twice in a batch': [
      () => db.batchWrite(new BatchWriteSet().clobber(item(1)).delete(all().key(KEY))),
      'twice (clobber and delete)',
    ],
    'one row twice in a transaction': [transaction(set => set.save(item(1)).delete(all().key(KEY))), 'twice (save and delete)'],
    '101 operations': [
      transaction(set => Array.from({ length: 101 }, (_, at) => set.save(item(at)))),
      'at most 100 operations; this has 101',
    ],
    '101 keys': [() => db.transactionLoad(Array.from({ length: 101 }, (_, at) => all().key({ ...KEY, at }))), 'these are 101'],
    'a check of nothing': [transaction(set => set.checkCondition(all().key(KEY), any(undefined))), 'needs the condition to check'],
    'operations of no set': [transaction(set => set.addAll(any([]))), 'takes a TransactionWriteSet, not an array'],
    'a token that came out undefined': [transaction(set => set.idempotencyToken(any(undefined))), 'this is undefined'],
    'items of no class': [async () => (await db.batchLoad([])).getItems(any('Document')), 'takes the class of the items'],
    'a pager without a handler': [pager([1], {}), 'needs `item`'],
    'a pager of no updates': [pager(undefined, { item: save }), 'as an array, not undefined'],
    'a pager with an update over the limit': [
      pager([1], { item: (set: TransactionWriteSet) => Array.from({ length: 101 }, (_, at) => save(set, at)) }),
      'takes 101 operations by itself',
    ],
    'a pager that would never end': [pager([1], { item: save, beforePage: () => 0 }), 'would never end'],
    'a pager that does not proceed': [pager([1], { item: save, eachPage: async () => undefined }), 'Await `proceed`'],
  });

  it('an empty list, in one way: there is nothing to do', async () => {
    expect((await db.batchLoad([])).items).toEqual([]);
    expect((await db.transactionLoad([])).items).toEqual([]);
    expect((await db.batchWrite(new BatchWriteSet())).isSuccessful).toBe(true);
    expect((await db.transactionWrite(new TransactionWriteSet())).items).toEqual([]);
    await db.transactionWritingPager([], { item: save }).execute();
    expect(sent).toBe(0);
  });
});
