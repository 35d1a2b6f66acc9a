import { type AttributeValue, BatchWriteItemCommand, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  type AttributeConstructor,
  type HybridConfig,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import { dbState } from '@tempest-ts/tempest/extend';
import type { LocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { rows } from '../body/arbitrary-row.js';
import { old } from '../support/stage.js';

type Row = Record<string, AttributeValue>;

let servers: LocalServers;
let tables = 0;

beforeAll(async () => {
  servers = await startTestServers();
});
afterAll(() => servers.stop());

function entityOf<Key>(type: AttributeConstructor): new () => { pk: Key; sk: Key; at: Date } {
  @HybridTable({ archiveAfterDays: 1, s3KeyTemplate: '{table}/{pk}/{sk}.json' })
  class Thing {
    @Attribute({ type }) pk!: Key;
    @Attribute({ type }) sk!: Key;
    @ArchivalTimestamp() at!: Date;
  }
  return Thing;
}

/** A table of its own with a hybrid database over it. */
async function tableOf<Key extends string | number | Uint8Array>(type: AttributeConstructor, config: Partial<HybridConfig> = {}) {
  tables += 1;
  const name = `things_${tables}`;
  const Thing = entityOf<Key>(type);
  class ThingDatabase extends LogicalDb {
    things = logicalTable({
      name,
      partitionKey: 'pk',
      sortKey: 'sk',
      views: { all: inlineView(Thing, { key: ['pk', 'sk'] }) },
    });
  }
  await servers.createTables(ThingDatabase);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: `deep/prefix ${tables}/` };
  const db = HybridLogicalDb.create(ThingDatabase, LogicalDb.create(ThingDatabase, servers.dynamoDb), {
    s3Config,
    archivalConfig: { layout: testLayout },
    ...config,
  });
  return { name, db };
}

/** The rows of a table, completed by the tier. */
async function completed(db: LogicalDb, name: string, keys: readonly Row[]): Promise<readonly Row[]> {
  const state = dbState(db);
  const [table] = [...(state?.views.keys() ?? [])];
  const view = table?.views.get('all');
  const tier = state?.runtime.tier;
  if (!tier || !table || !view) throw new Error('no tier');
  const stored = await Promise.all(
    keys.map(async Key => (await servers.dynamoDb.send(new GetItemCommand({ TableName: name, Key }))).Item ?? {}),
  );
  expect(stored.every(row => row.s3Archive !== undefined)).toBe(true);
  const resolved = await tier.resolve(stored, { table, view, index: undefined, matches: () => true, signal: undefined });
  return resolved.map(each => ('row' in each ? { ...each.row } : {}));
}

const config: Partial<HybridConfig>[] = [
  { bodyFormat: 'json' },
  { bodyFormat: 'dynamodb-json' },
  { bodyFormat: 'json', compression: 'none' },
  { bodyFormat: 'dynamodb-json', compression: 'none' },
];

describe('whatever DynamoDB stores comes back from S3 as it was', () => {
  it.each(config)(
    'written as %j',
    async options => {
      const { name, db } = await tableOf<string>(String, options);
      const before: Row[] = [];
      const moves = (row: Row): boolean => Object.keys(row).length > 3;
      for (const [index, row] of fc.sample(rows, 2000).entries()) {
        if (before.filter(moves).length === 100) break;
        const { s3Key: _, s3Archive: __, _s3_pointer: ___, ['__proto__']: ____, ...attributes } = row; // the last: see below
        const key = { pk: { S: `p${index % 7}` }, sk: { S: String(index) } };
        const put = new PutItemCommand({ TableName: name, Item: { ...attributes, ...key, at: { S: old.toISOString() } } });
        // What the server does not take is nothing to archive; that enough is taken is checked below.
        const taken = await servers.dynamoDb.send(put).catch(() => undefined);
        if (taken) before.push((await servers.dynamoDb.send(new GetItemCommand({ TableName: name, Key: key }))).Item ?? {});
      }
      const moving = before.filter(moves).length;
      expect(moving).toBe(100);
      expect(await db.archiveOldData()).toMatchObject({ itemsArchived: moving, itemsSkipped: before.length - moving, errors: [] });
      const held = before.filter(moves);
      const after = await completed(
        db,
        name,
        held.map(({ pk, sk }) => ({ pk, sk }) as Row),
      );
      for (const [index, row] of held.entries()) {
        if (!rowsEqual(row, after[index] ?? {})) expect(after[index]).toEqual(row);
      }
    },
    60_000,
  );
});

describe('attributes of odd names', () => {
  it('move and come back', async () => {
    const { name, db } = await tableOf<string>(String);
    const names = ['constructor', 'toString', 'a.b', 'a b', '#x', ':y', '😀', 'é', '$types', 'Item', 'size', 'SET', '0', 'x'.repeat(250)];
    const odd = Object.fromEntries(names.map(each => [each, { M: { [each]: { S: each } } }]));
    const Item = { ...odd, pk: { S: 'p' }, sk: { S: 's' }, at: { S: old.toISOString() }, __proto__x: { S: 'x' } };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: name, Item }));
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1, errors: [] });
    expect(await completed(db, name, [{ pk: { S: 'p' }, sk: { S: 's' } }])).toEqual([Item]);
  });

  it('move and come back inside of maps, `__proto__` too', async () => {
    const { name, db } = await tableOf<string>(String);
    const M = JSON.parse('{"__proto__": {"S": "inside"}, "constructor": {"S": "c"}}') as Row;
    const Item: Row = { map: { M }, pk: { S: 'p' }, sk: { S: 's' }, at: { S: old.toISOString() } };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: name, Item }));
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1, errors: [] });
    const [after] = await completed(db, name, [{ pk: { S: 'p' }, sk: { S: 's' } }]);
    expect(rowsEqual({ map: after?.map ?? { NULL: true } }, { map: { M } })).toBe(true);
    expect(Object.keys(after?.map?.M ?? {}).sort()).toEqual(['__proto__', 'constructor']);
  });

  it('that the SDK itself cannot carry (`__proto__`, at the top) leave the item hot, and are named', async () => {
    const { name, db } = await tableOf<string>(String);
    const odd = JSON.parse('{"__proto__": {"S": "top"}}') as Row;
    const Item = { ...odd, other: { S: 'o' }, pk: { S: 'p' }, sk: { S: 's' }, at: { S: old.toISOString() } };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: name, Item }));
    const { errors } = await db.archiveOldData();
    expect(errors).toEqual([expect.objectContaining({ stage: 'encode' })]);
    expect(String(errors[0]?.cause)).toContain('__proto__');
    const [row] = (await servers.dynamoDb.send(new ScanCommand({ TableName: name }))).Items ?? [];
    expect(row).toMatchObject({ other: { S: 'o' } });
    expect(row).not.toHaveProperty('s3Archive');
  });
});

describe('odd keys', () => {
  const odd = [
    '/',
    '..',
    '.',
    'a/b',
    'a%2Fb',
    '%',
    '100%',
    'a\nb',
    'a b',
    '~',
    'a~b',
    '😀',
    '\u00e9',
    'e\u0301',
    '\u0000',
    'x'.repeat(1024),
    ' ',
    '+',
    '?',
    '#',
    '&=',
    '"',
    '\\',
  ];

  it('each have an object of their own', async () => {
    const { name, db } = await tableOf<string>(String);
    const keys = [
      ...odd.map(sk => ({ pk: 'p', sk })),
      ...odd.map(pk => ({ pk, sk: 's' })),
      { pk: 'y'.repeat(2048), sk: 'z'.repeat(1024) },
      { pk: 'y'.repeat(2048), sk: 'w'.repeat(1024) },
    ];
    for (let at = 0; at < keys.length; at += 25) {
      const puts = keys.slice(at, at + 25).map(({ pk, sk }) => ({
        PutRequest: { Item: { pk: { S: pk }, sk: { S: sk }, at: { S: old.toISOString() }, own: { S: JSON.stringify([pk, sk]) } } },
      }));
      await servers.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
    }
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: keys.length, errors: [] });
    const after = await completed(
      db,
      name,
      keys.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } })),
    );
    expect(after.map(row => row.own?.S)).toEqual(keys.map(({ pk, sk }) => JSON.stringify([pk, sk])));
    const pointers = new Set(await Promise.all(keys.map(async key => (await db.things.all.load(key)) !== undefined)));
    expect(pointers).toEqual(new Set([true]));
  }, 60_000);

  it('may be numbers', async () => {
    const { name, db } = await tableOf<number>(Number);
    const numbers = ['0', '-1', '1.5', '1e30', '-1e-7'];
    for (const N of numbers) {
      const Item = { pk: { N }, sk: { N: '1' }, at: { S: old.toISOString() }, own: { S: N } };
      await servers.dynamoDb.send(new PutItemCommand({ TableName: name, Item }));
    }
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: numbers.length, errors: [] });
    const after = await completed(
      db,
      name,
      numbers.map(N => ({ pk: { N }, sk: { N: '1' } })),
    );
    expect(after.map(row => row.own?.S)).toEqual(numbers);
    expect(await db.things.all.load({ pk: 1e30, sk: 1 })).toMatchObject({ pk: 1e30, at: old });
  });

  it('may be bytes', async () => {
    const { name, db } = await tableOf<Uint8Array>(Uint8Array);
    const keys = [Buffer.from([0]), Buffer.from([255, 254]), Buffer.from('../..'), Buffer.alloc(2048, 7)].map(
      buffer => new Uint8Array(buffer),
    );
    for (const [index, B] of keys.entries()) {
      const Item = { pk: { B }, sk: { B: new Uint8Array([1]) }, at: { S: old.toISOString() }, own: { N: String(index) } };
      await servers.dynamoDb.send(new PutItemCommand({ TableName: name, Item }));
    }
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: keys.length, errors: [] });
    const after = await completed(
      db,
      name,
      keys.map(B => ({ pk: { B }, sk: { B: new Uint8Array([1]) } })),
    );
    expect(after.map(row => row.own?.N)).toEqual(['0', '1', '2', '3']);
  });
});
