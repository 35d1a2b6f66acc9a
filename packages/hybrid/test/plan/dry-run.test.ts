import { BatchWriteItemCommand, CreateTableCommand, DeleteTableCommand, type Projection, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchWriteSet, DEFAULT_PRICES, HybridLogicalDb, type RowKey } from '@tempest-ts/hybrid';
import { rowBytes } from '@tempest-ts/tempest/extend';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { UserDatabase } from '../fixtures/sessions.js';
import { old, Stage, young } from '../support/stage.js';

const DAY_MS = 86_400_000;
let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterAll(() => servers.stop());

/** Text that gzip makes about a tenth of. */
const compressible = (length: number): string =>
  Array.from({ length: Math.ceil(length / 40) }, (_, index) => `${index} the quick brown fox jumps over it all`.slice(0, 40))
    .join('')
    .slice(0, length);

describe('a dry run', () => {
  it('selects the keys that the run archives, whatever the rows and the limits are', async () => {
    const stage = await Stage.create(servers);
    const row = fc.record({
      days: fc.oneof(fc.integer({ min: -400, max: 800 }), fc.constantFrom(-1, 0, 365, 366, 20_000)),
      length: fc.integer({ min: 0, max: 600 }),
      raw: fc.constantFrom('whole', 'whole', 'whole', 'no date', 's3Key'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 15 }), fc.option(fc.integer({ min: 1, max: 500 })), async (rows, minItemBytes) => {
        for (const [index, { days, length, raw }] of rows.entries()) {
          const createdAt = { S: new Date(Date.now() - days * DAY_MS).toISOString() };
          await stage.putRaw({
            ...stage.rawKey(`s${index}`),
            sessionData: { S: 'x'.repeat(length) },
            ...(raw !== 'no date' && { createdAt }),
            ...(raw === 's3Key' && { s3Key: { S: 'mine' } }),
          });
        }
        const planned: RowKey[] = [];
        const done: RowKey[] = [];
        const limits = minItemBytes === null ? {} : { minItemBytes };
        const plan = await stage.db.archiveOldDataDryRun({ ...limits, onItem: ({ key }) => planned.push(key) });
        const result = await stage.db.archiveOldData({ ...limits, onItem: ({ key }) => done.push(key) });
        const sorted = (keys: RowKey[]) => keys.map(({ sort_key }) => sort_key?.S).sort();
        expect(sorted(planned)).toEqual(sorted(done));
        for (const count of ['itemsArchived', 'itemsTooSmall', 'itemsInFuture', 'errorCount', 'bytesBefore', 'bytesStored'] as const) {
          expect(plan[count]).toBe(result[count]);
        }
        for (const index of rows.keys()) await stage.db.users.sessions.deleteKey(stage.key(`s${index}`));
      }),
      { numRuns: 12 },
    );
  });

  it('predicts what the rows, the objects and the writes come to', async () => {
    const stage = await Stage.create(servers);
    for (const [index, length] of [100, 700, 3_000, 20_000].entries()) {
      const sessionData = compressible(length);
      await stage.db.users.sessions.save({ ...stage.key(`s${index}`), userGroup: 'g', sessionData, createdAt: old });
    }
    const plan = await stage.db.archiveOldDataDryRun();
    const result = await stage.db.archiveOldData();
    const [entity] = plan.entities;
    let pointers = 0;
    for (const index of [0, 1, 2, 3]) pointers += rowBytes((await stage.row(`s${index}`)) ?? {});
    const planned = entity?.sizes.reduce((sum, { pointerBytes }) => sum + pointerBytes, 0) ?? 0;
    expect(Math.abs(planned - pointers)).toBeLessThanOrEqual(8); // the moment's zeros at its end are not billed
    expect(entity?.sizes.map(({ fromBytes, items }) => [fromBytes, items])).toEqual([
      [0, 1],
      [512, 1],
      [1024, 1],
      [16_384, 1],
    ]);
    expect(plan.bytesStored).toBe(result.bytesStored);
    // The row and its index entry: 1 + 1 + 3 or 4 + 20, twice.
    expect(plan.cost.writeUnits).toBe(result.capacity.write);
    expect(plan.cost).toMatchObject({ puts: 4, readUnits: result.capacity.read });
    expect(plan.capacity.write).toBe(0);
    expect(plan.cost.moveCost).toBeCloseTo(
      4 * 5e-6 + result.capacity.write * 0.625e-6 + result.capacity.read * DEFAULT_PRICES.dynamoDb.readUnit,
      12,
    );
  });

  it("tells the original's story of its table: four in five items of 100 KB move, and 79 % of the cost goes", async () => {
    const stage = await Stage.create(servers);
    const total = 20;
    for (let index = 0; index < total; index += 1) {
      const createdAt = index % 5 === 0 ? young : old;
      await stage.db.users.sessions.save({ ...stage.key(`s${index}`), sessionData: compressible(100 * 1024), createdAt });
    }
    const { cost, itemsArchived } = await stage.db.archiveOldDataDryRun();
    expect(itemsArchived).toBe(16);
    const scale = 1e6 / total;
    expect(cost.monthlyBefore * scale).toBeGreaterThan(23.8); // 100 KiB a million times are 95.4 billed GB
    expect(cost.monthlyBefore * scale).toBeLessThan(25);
    expect(Math.round(cost.savedShare * 100)).toBe(79);
    expect(cost.paybackMonths).toBeGreaterThan(2);
    expect(cost.paybackMonths).toBeLessThan(5);
  });

  it('shows how old and how large the items are, and from which size on a move pays', async () => {
    const stage = await Stage.create(servers);
    for (const [id, days, length] of [
      ['a', 10, 10],
      ['b', 100, 10],
      ['c', 400, 10],
      ['d', 400, 5_000],
      ['e', 2_000, 5_000],
    ] as const) {
      const createdAt = new Date(Date.now() - days * DAY_MS);
      await stage.db.users.sessions.save({ ...stage.key(id), sessionData: compressible(length), createdAt });
    }
    const { entities, problems } = await stage.db.archiveOldDataDryRun();
    expect(entities).toHaveLength(1);
    expect(entities[0]).toMatchObject({ table: stage.table, entity: 'UserSession' });
    expect(entities[0]?.ages.map(({ fromDays, toDays, items }) => [fromDays, toDays, items])).toEqual([
      [0, 30, 1],
      [90, 180, 1],
      [365, 730, 2],
      [1825, 3650, 1],
    ]);
    const [small, large] = entities[0]?.sizes ?? [];
    expect(small).toMatchObject({ fromBytes: 0, toBytes: 512, items: 1, cost: { paybackMonths: undefined } });
    expect(large).toMatchObject({ fromBytes: 4096, toBytes: 16_384, items: 2, cost: { paybackMonths: expect.any(Number) } });
    expect(problems).toEqual([expect.objectContaining({ kind: 'never-pays', items: 1, message: expect.stringContaining('minItemBytes') })]);
  });

  it('says what would go wrong', async () => {
    const stage = await Stage.create(servers);
    await stage.putRaw({ ...stage.rawKey('bad'), createdAt: { S: 'yesterday' } });
    await stage.putRaw({ ...stage.rawKey('later'), createdAt: { S: '2400-01-01T00:00:00.000Z' } });
    await stage.archive('a');
    await stage.db.users.sessions.scan({ filter: s => s.sessionData.contains('a').and(s.createdAt.exists()) });
    const { problems, errors, itemsInFuture } = await stage.db.archiveOldDataDryRun();
    expect(problems.map(({ kind }) => kind)).toEqual(['unarchivable', 'future', 'filter-not-kept']);
    expect(problems[2]).toMatchObject({ entity: 'UserSession', attributes: ['sessionData'] });
    expect(errors).toEqual([expect.objectContaining({ key: stage.rawKey('bad') })]);
    expect(itemsInFuture).toBe(1);
  });

  it.each<[string, Projection, readonly string[]]>([
    ['carries too little', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['sessionData'] }, ['index-loses-pointer']],
    ['carries keys alone', { ProjectionType: 'KEYS_ONLY' }, ['index-loses-pointer']],
    ['carries everything', { ProjectionType: 'ALL' }, []],
  ])('names an index that a view reads and that %s', async (_, projection, kinds) => {
    const stage = await Stage.create(servers);
    await replaceTable(stage.table, 'by_created', projection);
    const { problems } = await stage.db.archiveOldDataDryRun();
    expect(problems.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('names an index that nobody declared and that would show archived items as small ones', async () => {
    const stage = await Stage.create(servers);
    await replaceTable(stage.table, 'made_by_hand', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['sessionData'] });
    const { problems } = await stage.db.archiveOldDataDryRun();
    expect(problems).toEqual([expect.objectContaining({ kind: 'unread-index-loses-pointer', index: 'made_by_hand' })]);
    await stage.save('a'); // and yet a run goes on: no view of the database reads it
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
  });

  it.each(['single', 'packed'] as const)(
    'compares objects of one item and packs, and foretells the run, of an entity that is %s',
    async layout => {
      const stage = await Stage.create(servers, { archivalConfig: { layout } });
      for (let index = 0; index < 300; index += 1) {
        const key = { userId: `user${index % 7}`, sessionId: `s${index}` };
        await stage.db.users.sessions.save({ ...key, userGroup: 'g', sessionData: compressible(600 + index), createdAt: old });
      }
      const plan = await stage.db.archiveOldDataDryRun();
      const [entity] = plan.entities;
      if (!entity) throw new Error('no entity');
      const { single, packed } = entity.layouts;
      expect(entity).toMatchObject({ layout, pays: 'packed', cost: entity.layouts[layout].cost });
      expect([single.cost.puts, packed.cost.puts]).toEqual([300, 1]);
      expect(packed.bytesStored).toBeLessThan(single.bytesStored / 2);
      expect(packed.cost.moveCost).toBeCloseTo(single.cost.moveCost - 299 * 5e-6, 12);
      expect(packed.cost.paybackMonths).toBeLessThan(single.cost.paybackMonths ?? 0);
      expect(plan.cost).toEqual(plan.layouts[layout]);
      expect(plan.layouts.single.moveCost - plan.layouts.packed.moveCost).toBeCloseTo(299 * 5e-6, 12);

      const result = await stage.db.archiveOldData();
      expect(Math.abs(plan.bytesStored / result.bytesStored - 1)).toBeLessThan(layout === 'single' ? 0.0001 : 0.01);
      expect(plan.tables[0]?.bytesStored).toBe(plan.bytesStored);
      expect(plan.cost.writeUnits).toBe(result.capacity.write);
      let pointers = 0;
      const { Items = [] } = await servers.dynamoDb.send(new ScanCommand({ TableName: stage.table }));
      for (const row of Items) pointers += rowBytes(row);
      // Bytes an item: the places of a pack of some megabytes, which are assumed, have a few digits more than those of this one; and times that end in zeroes have fewer
      expect(Math.abs(entity.layouts[layout].pointerBytes - pointers) / 300).toBeLessThan(layout === 'single' ? 2 : 6);
    },
  );

  it.each([
    ['objects of S3 Standard', undefined],
    ['objects of an infrequent class', 'GLACIER_IR'],
  ] as const)('says below which size %s never pay, and is right on either side of it', async (_, storageClass) => {
    const s3Config = (stage: Stage) => ({ bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix, storageClass });
    const costOf = async (length: number) => {
      const stage = await Stage.create(servers);
      const db = HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config: s3Config(stage) });
      await stage.db.users.sessions.save({ ...stage.key('s'), userGroup: 'g', sessionData: compressible(length), createdAt: old });
      const { entities, bytesBefore } = await db.archiveOldDataDryRun();
      return { ...entities[0]?.layouts, bytesBefore };
    };
    const some = await costOf(storageClass ? 3_000 : 300);
    const limit = some.single?.neverPaysBelowBytes ?? 0;
    expect(limit).toBeGreaterThan(200);
    expect(limit).toBeLessThan(storageClass ? 8_000 : 600);
    const other = some.bytesBefore - (storageClass ? 3_000 : 300);
    const below = await costOf(limit - other - 20);
    const above = await costOf(limit - other + 20);
    expect(below.single?.cost.paybackMonths).toBeUndefined();
    expect(above.single?.cost.paybackMonths).toBeGreaterThan(0);
  });

  it('divides and samples the packs of many items, and comes close', async () => {
    const stage = await Stage.create(servers, { archivalConfig: { layout: 'packed', packBytes: 256 * 1024, segments: 2 } });
    for (let at = 0; at < 3_000; at += 25) {
      const puts = Array.from({ length: 25 }, (_, offset) => ({
        PutRequest: {
          Item: {
            partition_key: { S: `user${(at + offset) % 40}` },
            sort_key: { S: `s${at + offset}` },
            createdAt: { S: old.toISOString() },
            sessionData: { S: compressible(200 + ((at + offset) % 200)) },
          },
        },
      }));
      await servers.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [stage.table]: puts } }));
    }
    const { entities, bytesStored } = await stage.db.archiveOldDataDryRun();
    const result = await stage.db.archiveOldData();
    expect(result.itemsArchived).toBe(3_000);
    expect(Math.abs(bytesStored / result.bytesStored - 1)).toBeLessThan(0.02);
    const packs = (await stage.objects()).length;
    expect(Math.abs((entities[0]?.cost.puts ?? 0) - packs)).toBeLessThanOrEqual(1);
  });

  it.each(['single', 'packed'] as const)(
    'tells what every other age would come to, as a dry run with that age does, of an entity that is %s',
    async layout => {
      const stage = await Stage.create(servers, { archivalConfig: { layout } });
      for (let at = 0; at < 1_000; at += 25) {
        const puts = Array.from({ length: 25 }, (_, offset) => ({
          PutRequest: {
            Item: {
              partition_key: { S: `user${(at + offset) % 40}` },
              sort_key: { S: `s${at + offset}` },
              createdAt: { S: new Date(Date.now() - (((at + offset) * 7) % 1_500) * DAY_MS - 1_000).toISOString() },
              sessionData: { S: compressible(100 + (((at + offset) * 37) % 3_000)) },
            },
          },
        }));
        await servers.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [stage.table]: puts } }));
      }
      const { entities, cost } = await stage.db.archiveOldDataDryRun();
      const [entity] = entities;
      const at = (days: number) => entity?.thresholds.find(threshold => threshold.days >= days);
      expect(entity?.archiveAfterDays).toBe(365);
      const today = at(365);
      expect(today).toMatchObject({ days: 365, items: entity?.sizes.reduce((sum, { items }) => sum + items, 0) });
      for (const name of ['single', 'packed'] as const) {
        const [declared, curve] = [entity!.layouts[name].cost, today!.layouts[name]];
        for (const part of ['puts', 'writeUnits', 'moveCost', 'monthlySaving'] as const) expect(curve[part]).toBeCloseTo(declared[part], 9);
      }
      expect(at(0)?.items).toBe(1_000);
      expect(entity?.thresholds.at(-1)?.items).toBe(0);
      expect(entity?.thresholds.length).toBeLessThan(600);
      expect(cost.monthlySaving).toBeGreaterThan(0);

      for (const days of [730, 370, 400]) {
        const db = stage.with({ archivalConfig: { layout, archiveAfterDuration: { days } } });
        const other = (await db.archiveOldDataDryRun()).entities[0]!;
        expect(at(days)).toMatchObject({ days, items: other.sizes.reduce((sum, { items }) => sum + items, 0) });
        for (const name of ['single', 'packed'] as const) {
          expect(at(days)!.layouts[name].monthlySaving / other.layouts[name].cost.monthlySaving).toBeCloseTo(1, 2);
        }
      }
      // The other way about: what was old enough is young now, and estimated from a sample.
      const later = (await stage.with({ archivalConfig: { layout, archiveAfterDuration: { days: 1_400 } } }).archiveOldDataDryRun())
        .entities[0]!;
      const estimated = later.thresholds.find(({ days }) => days === 365)!;
      expect(estimated.items).toBe(today!.items);
      for (const name of ['single', 'packed'] as const) {
        expect(estimated.layouts[name].monthlySaving / today!.layouts[name].monthlySaving).toBeCloseTo(1, 1);
        expect(estimated.layouts[name].moveCost / today!.layouts[name].moveCost).toBeCloseTo(1, 1);
      }
    },
  );

  it('leaves items below minItemBytes, of the future and of unclear age out of what other ages would come to', async () => {
    const stage = await Stage.create(servers);
    await stage.putRaw({ ...stage.rawKey('bad'), createdAt: { S: 'yesterday' } });
    await stage.putRaw({ ...stage.rawKey('later'), createdAt: { S: '2400-01-01T00:00:00.000Z' }, sessionData: { S: 'x'.repeat(500) } });
    await stage.db.users.sessions.save({ ...stage.key('small'), sessionData: 'x', createdAt: young });
    await stage.db.users.sessions.save({ ...stage.key('young'), sessionData: compressible(5_000), createdAt: young });
    const { entities, tables } = await stage.db.archiveOldDataDryRun({ minItemBytes: 300 });
    expect(tables[0]?.itemsArchived).toBe(0);
    expect(entities[0]?.thresholds.map(({ days, items }) => [days, items])).toEqual([
      [10, 1],
      [11, 0],
    ]);
    expect(entities[0]?.thresholds[0]?.layouts).toMatchObject({ single: { puts: 1 }, packed: { puts: 1 } });
    expect(entities[0]?.thresholds[0]?.layouts.single.monthlySaving).toBeGreaterThan(0);
  });

  it('takes the prices that it is given', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    const prices = { ...DEFAULT_PRICES, region: 'eu-west-1', dynamoDb: { ...DEFAULT_PRICES.dynamoDb, storage: 0.5 } };
    const cheap = await stage.db.archiveOldDataDryRun();
    const dear = await stage.db.archiveOldDataDryRun({ prices });
    expect(dear.prices.region).toBe('eu-west-1');
    expect(dear.cost.monthlyBefore).toBeCloseTo(2 * cheap.cost.monthlyBefore, 15);
    const wrong = { ...prices, dynamoDb: { ...prices.dynamoDb, writeUnit: -1 } };
    await expect(stage.db.archiveOldDataDryRun({ prices: wrong })).rejects.toThrow('prices.dynamoDb.writeUnit: not negative');
  });

  it('bills small objects of the infrequent classes as 128 KB, and tells that they never pay', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix, storageClass: 'STANDARD_IA' as const };
    const db = HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config });
    const { cost, problems } = await db.archiveOldDataDryRun();
    expect(cost.monthlyAfter).toBeGreaterThan((131_072 / 1024 ** 3) * 0.0125);
    expect(cost.paybackMonths).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ kind: 'never-pays' })]);
  });

  it('prices an entity, and all, by the storage class of its objects', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a', 'b');
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix, storageClass: 'GLACIER_IR' as const };
    const { cost, entities, capacity } = await HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config }).archiveOldDataDryRun();
    // Two PUTs, and two writes of a row below 1 KB with its index entry.
    const moved = 2 * 20e-6 + 4 * 0.625e-6;
    expect(entities[0]?.cost.moveCost).toBeCloseTo(moved, 12);
    expect(cost.moveCost).toBeCloseTo(moved + capacity.read * 0.125e-6, 12);
    const [size] = entities[0]?.sizes ?? [];
    expect(size?.cost.moveCost).toBeCloseTo(moved, 12);
    expect(entities[0]?.cost.monthlyAfter).toBeCloseTo(size?.cost.monthlyAfter ?? 0, 12);
  });

  it('says of the largest items, too, that they never pay', async () => {
    const stage = await Stage.create(servers);
    await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'x'.repeat(140_000), createdAt: old });
    const s3 = { ...DEFAULT_PRICES.s3, STANDARD: { ...DEFAULT_PRICES.s3.STANDARD, storage: 1_000 } };
    const { problems } = await stage.db.archiveOldDataDryRun({ prices: { ...DEFAULT_PRICES, s3 } });
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'never-pays', message: expect.stringContaining('of 131072 bytes and more') }),
    ]);
  });

  it('knows the size of objects behind a thousand items of which nothing moves', async () => {
    const stage = await Stage.create(servers);
    const createdAt = { S: old.toISOString() };
    const kept = Array.from({ length: 1_025 }, (_, index) => ({ ...stage.rawKey(`a${String(index).padStart(4, '0')}`), createdAt }));
    for (let at = 0; at < kept.length; at += 25) {
      const puts = kept.slice(at, at + 25).map(Item => ({ PutRequest: { Item } }));
      await servers.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [stage.table]: puts } }));
    }
    await stage.save('z');
    const plan = await stage.db.archiveOldDataDryRun();
    expect(plan).toMatchObject({ itemsSkipped: 1_025, itemsArchived: 1, itemsSampled: 1 });
    expect(plan.bytesStored).toBe((await stage.db.archiveOldData()).bytesStored);
  });

  it('compresses a sample of many items, and comes close', async () => {
    const stage = await Stage.create(servers);
    const put = (index: number) => ({
      PutRequest: {
        Item: {
          partition_key: { S: `user${index % 50}` },
          sort_key: { S: `s${index}` },
          createdAt: { S: old.toISOString() },
          sessionData: { S: compressible(200 + (index % 200)) },
        },
      },
    });
    for (let at = 0; at < 1_100; at += 25) {
      const puts = Array.from({ length: 25 }, (_, offset) => put(at + offset));
      await servers.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [stage.table]: puts } }));
    }
    const plan = await stage.db.archiveOldDataDryRun();
    const measured = await stage.db.archiveOldDataDryRun({ maxItems: 1_000 });
    expect([plan.itemsArchived, plan.itemsSampled]).toEqual([1_100, 1_010]);
    expect([measured.itemsArchived, measured.itemsSampled]).toEqual([1_000, 1_000]);
    expect(Math.abs(plan.bytesStored / (measured.bytesStored * 1.1) - 1)).toBeLessThan(0.02);
  });
});

async function replaceTable(TableName: string, IndexName: string, projection: Projection): Promise<void> {
  await servers.dynamoDb.send(new DeleteTableCommand({ TableName }));
  const types = ['partition_key', 'sort_key', 'user_group', 'createdAt'];
  await servers.dynamoDb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'partition_key', KeyType: 'HASH' },
        { AttributeName: 'sort_key', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: types.map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      GlobalSecondaryIndexes: [
        {
          IndexName,
          KeySchema: [
            { AttributeName: 'user_group', KeyType: 'HASH' },
            { AttributeName: 'createdAt', KeyType: 'RANGE' },
          ],
          Projection: projection,
        },
      ],
    }),
  );
}

describe('the writes of a run to an index', () => {
  it('warns of an index of which one partition would get most of the writes', async () => {
    const stage = await Stage.create(servers);
    const problemsOf = async () => (await stage.db.archiveOldDataDryRun()).problems.filter(({ kind }) => kind === 'index-hot-partition');
    const saved = (from: number) =>
      Array.from({ length: 500 }, (_, index) =>
        stage.db.users.sessions.create({
          ...stage.key(`s${from + index}`),
          userGroup: (from + index) % 5 < 2 ? `g${index}` : 'all',
          sessionData: 'x'.repeat(300),
          createdAt: old,
        }),
      );
    await stage.db.batchWrite(new BatchWriteSet().clobber(...saved(0)));
    expect(await problemsOf()).toEqual([]); // too few to be a load
    await stage.db.batchWrite(new BatchWriteSet().clobber(...saved(500)));
    const [problem, ...others] = await problemsOf();
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ table: stage.table, index: 'by_created', message: expect.stringContaining('writeCapacityPerSecond') });
    expect(problem?.message).toMatch(/^At least (5\d|60) % of 1000 items/);
    expect(problem?.message).not.toContain('all ');
  });
});
