import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivedRowError,
  Attribute,
  beginsWith,
  ConditionFailedError,
  expression,
  InvalidItemError,
  InvalidKeyError,
  ItemTooLargeError,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';

class Document {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key' }) path!: string;
  @Attribute({ name: 'a.b c 😀' }) odd?: string;
  @Attribute({ name: 'constructor' }) made?: string;
  @Attribute({ name: 'size' }) reserved?: number;
  @Attribute() body?: unknown;
}
class DocumentDb extends LogicalDb {
  documents = logicalTable({ name: 'documents', views: { all: inlineView(Document, { key: ['owner', 'path'] }) } });
}

let servers: LocalServers;
let db: DocumentDb;
let owner = '';
let owners = 0;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(DocumentDb);
  db = LogicalDb.create(DocumentDb, servers.dynamoDb);
});
afterAll(() => servers.stop());
beforeEach(() => {
  owners += 1;
  owner = `owner ${owners}`;
});

const paths = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { path } of db.documents.all.queryAllContents(beginsWith({ owner }), { pageSize: 2 })) found.push(path);
  return found;
};

describe('keys with characters that mean something elsewhere', () => {
  const odd = [
    '/',
    '..',
    '.',
    '%2F',
    'a/../b',
    'line\nend',
    'tab\t',
    ' ',
    '"quoted"',
    '{pk}',
    '~',
    '\u0000',
    '😀',
    'é',
    '__proto__',
    'x'.repeat(1024),
  ];

  it('are saved, loaded, queried over pages, and deleted as they are', async () => {
    for (const path of odd) await db.documents.all.save({ owner, path, body: path });
    for (const path of odd) expect((await db.documents.all.load({ owner, path }))?.body).toBe(path);
    expect([...(await paths())].sort()).toEqual([...odd].sort());
    for (const path of odd) expect((await db.documents.all.deleteKey({ owner, path }, { returnOld: true }))?.path).toBe(path);
    expect(await paths()).toEqual([]);
  });

  it('of 2,048 bytes pass; of 2,049 they are refused by name', async () => {
    const longest = 'é'.repeat(1024);
    await db.documents.all.save({ owner: longest, path: 'x' });
    expect((await db.documents.all.load({ owner: longest, path: 'x' }))?.owner).toBe(longest);
    await expect(db.documents.all.save({ owner: `${longest}x`, path: 'x' })).rejects.toThrow(
      'Document.owner: a partition key has at most 2048 bytes',
    );
    await expect(db.documents.all.load({ owner: `${longest}x`, path: 'x' })).rejects.toThrow(InvalidKeyError);
  });
});

describe('attributes with names that mean something elsewhere', () => {
  it('come back, at the top and inside', async () => {
    const body = JSON.parse('{"__proto__": {"constructor": 1}, "a.b": [{"": 1}], "😀 x": {"size": null}}');
    delete body['a.b'][0][''];
    const item = { owner, path: 'x', odd: 'odd', made: 'made', reserved: 1, body };
    await db.documents.all.save(item);
    const back = await db.documents.all.load({ owner, path: 'x' }, { consistentRead: true });
    expect(back).toMatchObject({ odd: 'odd', made: 'made', reserved: 1 });
    expect(Object.entries(back?.body ?? {}).sort()).toEqual(Object.entries(body).sort());
    const filter = expression('#odd = :odd AND size = :one', {
      names: { '#odd': 'a.b c 😀' },
      values: { ':odd': 'odd', ':one': 1 },
    });
    expect((await db.documents.all.query(beginsWith({ owner }), { filter })).contents).toHaveLength(1);
    expect(await db.documents.all.count(beginsWith({ owner }), { filter })).toBe(1);
  });
});

describe('items that cannot be stored', () => {
  const fields = () => ({ owner, path: 'x' });

  it.each([
    ['without its key', () => ({ path: 'x' }), "Document.owner is the item's key (partition_key of table documents)"],
    ['with an empty key', () => ({ owner, path: '' }), 'Document.path: a key cannot be empty'],
    ['with NaN', () => ({ ...fields(), body: { at: [Number.NaN] } }), 'Document.body.at[0]: NaN is not a number'],
    ['with an empty set', () => ({ ...fields(), body: new Set() }), 'Document.body: DynamoDB stores no empty set'],
    ['with an undeclared attribute', () => ({ ...fields(), colour: 'red' }), 'Document.colour: it is no attribute'],
  ])('%s are refused, and nothing is written', async (_, item, why) => {
    const save = db.documents.all.save(item() as never);
    await expect(save).rejects.toThrow(InvalidItemError);
    await expect(save).rejects.toThrow(why);
    expect(await paths()).toEqual([]);
  });

  it('over 400 KB are refused, and the item that was there stays', async () => {
    await db.documents.all.save({ ...fields(), body: 'small' });
    const save = db.documents.all.save({ ...fields(), body: 'x'.repeat(409_600) });
    await expect(save).rejects.toThrow(ItemTooLargeError);
    await expect(save).rejects.toThrow('documents');
    expect((await db.documents.all.load(fields()))?.body).toBe('small');
  });

  it('nested 32 deep are stored; 33 deep are refused before DynamoDB does', async () => {
    let body: unknown = 'leaf';
    for (let level = 1; level < 32; level += 1) body = level % 2 ? [body] : { in: body };
    await db.documents.all.save({ ...fields(), body });
    expect((await db.documents.all.load(fields()))?.body).toEqual(body);
    await expect(db.documents.all.save({ ...fields(), body: [body] })).rejects.toThrow(InvalidItemError);
  });

  it('with a number that loses digits are stored by others, and named on read', async () => {
    const Item = { partition_key: { S: owner }, sort_key: { S: 'x' }, body: { L: [{ N: '12345678901234567890' }] } };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: 'documents', Item }));
    await expect(db.documents.all.load(fields())).rejects.toThrow(
      `Document.body[0] of the row {partition_key: "${owner}", sort_key: "x"} in table documents: the stored number 12345678901234567890 would lose digits`,
    );
  });
});

describe('conditions', () => {
  const key = () => ({ owner, path: 'x' });
  const isBody = (body: string) => expression('body = :b', { values: { ':b': body } });

  it('decide about saves', async () => {
    await db.documents.all.save({ ...key(), body: '1' }, { if: expression('attribute_not_exists(partition_key)') });
    await expect(db.documents.all.save({ ...key(), body: '2' }, { if: isBody('2') })).rejects.toThrow(ConditionFailedError);
    await expect(db.documents.all.save({ ...key(), body: '2' }, { if: isBody('2') })).rejects.toMatchObject({
      row: { body: { S: '1' } },
      outcome: 'not-applied',
    });
    await db.documents.all.save({ ...key(), body: '2' }, { if: isBody('1') });
    expect((await db.documents.all.load(key()))?.body).toBe('2');
  });

  it('decide about deletes, which return the old item where asked', async () => {
    await db.documents.all.save({ ...key(), body: '1' });
    await expect(db.documents.all.deleteKey(key(), { if: isBody('2') })).rejects.toThrow(ConditionFailedError);
    expect(await db.documents.all.deleteKey(key(), { if: isBody('1'), returnOld: true })).toMatchObject({ body: '1' });
    expect(await db.documents.all.deleteKey(key(), { returnOld: true })).toBeUndefined();
    await expect(db.documents.all.deleteKey(key(), { if: isBody('1') })).rejects.toMatchObject({ row: undefined });
  });
});

describe('an archived row in a database that cannot read it', () => {
  const key = () => ({ owner, path: 'x' });
  const archive = () =>
    servers.dynamoDb.send(
      new PutItemCommand({
        TableName: 'documents',
        Item: { partition_key: { S: owner }, sort_key: { S: 'x' }, s3Key: { S: 'documents/x.json' }, s3Archive: { M: { v: { N: '1' } } } },
      }),
    );
  beforeEach(archive);
  const refused = (call: Promise<unknown>) => expect(call).rejects;

  it('is refused by every read', async () => {
    await refused(db.documents.all.load(key())).toThrow(ArchivedRowError);
    await refused(db.documents.all.query(beginsWith({ owner }))).toThrow(
      'is archived in S3. Use the database that HybridLogicalDb.create()',
    );
    const owned = expression('begins_with(partition_key, :o)', { values: { ':o': owner } });
    await refused(db.documents.all.scan({ filter: owned })).toThrow(ArchivedRowError);
  });

  it('is not answered about by a condition, though it would hold of what the row still has', async () => {
    const holds = { if: expression('attribute_not_exists(body)') };
    await refused(db.documents.all.save({ ...key(), body: 'new' }, holds)).toThrow(ArchivedRowError);
    await refused(db.documents.all.deleteKey(key(), holds)).toMatchObject({ applied: false });
    await refused(db.documents.all.load(key())).toThrow(ArchivedRowError);
  });

  it('is replaced by a save and removed by a delete without one', async () => {
    await db.documents.all.save({ ...key(), body: 'hot' });
    expect(await db.documents.all.load(key())).toMatchObject({ body: 'hot' });
    await archive();
    await db.documents.all.deleteKey(key());
    expect(await db.documents.all.load(key())).toBeUndefined();
  });

  it('is deleted also where its old item cannot be returned, and the error says so', async () => {
    await refused(db.documents.all.deleteKey(key(), { returnOld: true })).toMatchObject({
      code: 'ARCHIVED_ROW',
      applied: true,
      s3Key: 'documents/x.json',
    });
    expect(await db.documents.all.load(key())).toBeUndefined();
  });
});

describe('a table that is not there', () => {
  it('is named by every operation', async () => {
    const missing = LogicalDb.create(DocumentDb, servers.dynamoDb, { tableNameResolver: name => `no_${name}` }).documents.all;
    const calls = [
      () => missing.load({ owner, path: 'x' }),
      () => missing.save({ owner, path: 'x' }),
      () => missing.deleteKey({ owner, path: 'x' }),
      () => missing.query(beginsWith({ owner })),
      () => missing.scan(),
      () => missing.count(beginsWith({ owner })),
    ];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND', table: 'no_documents', outcome: 'not-applied' });
  });
});

describe('a request that never ends', () => {
  it('can be aborted; a write may have taken effect then', async () => {
    const { createServer } = await import('node:http');
    let arrived: () => void = () => {};
    const silent = createServer(() => arrived());
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const stuck = LogicalDb.create(DocumentDb, client).documents.all;
    const attempt = (start: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> => {
      const abort = new AbortController();
      arrived = () => abort.abort();
      return start(abort.signal);
    };
    await expect(attempt(signal => stuck.save({ owner, path: 'x' }, { signal }))).rejects.toMatchObject({
      code: 'ABORTED',
      outcome: 'unknown',
    });
    await expect(attempt(signal => stuck.load({ owner, path: 'x' }, { signal }))).rejects.toMatchObject({
      code: 'ABORTED',
      outcome: 'not-applied',
    });
    client.destroy();
    silent.closeAllConnections();
    await new Promise(resolve => silent.close(resolve));
  });
});

describe('a number as a key that was declared without its type', () => {
  class Reading {
    @Attribute({ name: 'partition_key' }) sensor!: string;
    @Attribute({ name: 'sort_key' }) second!: unknown; // as `number` where no compiler says so at run time
  }
  class ReadingDb extends LogicalDb {
    readings = logicalTable({ name: 'readings', views: { all: inlineView(Reading, { key: ['sensor', 'second'] }) } });
  }

  it('is refused with what to declare', async () => {
    await servers.createTables(ReadingDb);
    const { all } = LogicalDb.create(ReadingDb, servers.dynamoDb).readings;
    await expect(all.save({ sensor: 'a', second: 5 })).rejects.toThrow('@Attribute({ type: Number })');
  });
});
