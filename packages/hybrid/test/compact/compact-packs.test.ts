import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConfigurationError } from '@tempest-ts/hybrid';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { intercept, serverError, transactionConflict } from '../support/intercept.js';
import { Stage } from '../support/stage.js';
import { throttleEach } from '../support/throttles.js';

let servers: ClockedServers;
let stage: Stage;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startClockedServers();
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(() => servers.stop());

const ids = Array.from({ length: 40 }, (_, number) => `s${String(number).padStart(3, '0')}`);
const [dead, live] = [ids.slice(0, 30), ids.slice(30)];
const data = (id: string): string => `data of ${id} `.repeat(20);
const packs = async (): Promise<readonly string[]> => (await stage.objects()).filter(key => key.includes('packs/'));

beforeEach(async () => {
  stage = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
  await stage.archive(...ids);
  await stage.save(...dead);
});

describe('compacting packs', () => {
  it('writes live items of mostly dead ones anew, unchanged, and leaves the old pack to the sweeper', async () => {
    const [old = ''] = await packs();
    const before = (await stage.row('s035'))?.s3Archive?.M;
    const result = await stage.db.compactPacks();
    expect(result).toMatchObject({
      packsSeen: 1,
      packsCompacted: 1,
      packsWritten: 1,
      itemsMoved: 10,
      itemsSkipped: 0,
      errorCount: 0,
      complete: true,
    });
    expect(result.bytesStored).toBeLessThan(result.bytesBefore / 2);
    expect(await packs()).toHaveLength(2);
    const row = await stage.row('s035');
    expect(row?.s3Key?.S).not.toBe(stage.prefix + old);
    const { a: _, o: __, l: ___, i: ____, ...same } = row?.s3Archive?.M ?? {};
    expect(before).toMatchObject(same);
    for (const id of live) expect((await stage.load(id))?.sessionData).toBe(data(id));
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: 1, orphaned: 1 } });
    await stage.db.sweepOrphans();
    servers.pass(36);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 1 });
    expect(await packs()).not.toContain(old);
    for (const id of live) expect((await stage.load(id))?.sessionData).toBe(data(id));
    expect(await stage.db.compactPacks()).toMatchObject({ packsSeen: 1, packsCompacted: 0 });
  });

  it('has rows name their new pack late, where the table has no capacity to spare', async () => {
    // Throttled more often than the SDK itself sends again.
    const throttle = throttleEach(servers.dynamoDb, 'UpdateItem', 4);
    stop = throttle.stop;
    expect(await stage.db.compactPacks()).toMatchObject({ itemsMoved: 10, errorCount: 0, complete: true });
    expect(throttle.count()).toBe(40);
  });

  it('leaves packs that are live enough, and tells in a dry run what it would do', async () => {
    expect(await stage.db.compactPacks({ minLiveFraction: 0.2 })).toMatchObject({ packsSeen: 1, packsCompacted: 0 });
    expect(await stage.db.compactPacks({ dryRun: true })).toMatchObject({
      dryRun: true,
      packsCompacted: 1,
      packsWritten: 0,
      itemsMoved: 10,
    });
    expect(await packs()).toHaveLength(1);
    await expect(stage.db.compactPacks({ minLiveFraction: 0 })).rejects.toThrow(ConfigurationError);
    await expect(stage.db.compactPacks({ minLive: 0.5 } as never)).rejects.toThrow('minLive');
  });

  it('loses nothing that is written meanwhile', async () => {
    const change = async (): Promise<void> => {
      stop(); // for what follows
      await stage.save('s030');
      await stage.db.users.sessions.update(stage.key('s031'), u => u.userGroup.set('new'));
      await stage.db.users.sessions.deleteKey(stage.key('s032'));
      await stage.updateRaw('s033', 'SET extra = :x', { ':x': { S: 'x' } });
    };
    let changed: Promise<void> | undefined;
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send }) => {
      changed ??= change();
      await changed;
      return send();
    });
    expect(await stage.db.compactPacks()).toMatchObject({ itemsMoved: 7, itemsSkipped: 3, errorCount: 0 });
    expect((await stage.row('s030'))?.s3Archive).toBeUndefined();
    expect(await stage.load('s031')).toMatchObject({ userGroup: 'new', sessionData: data('s031') });
    expect(await stage.load('s032')).toBeUndefined();
    expect((await stage.row('s033'))?.extra).toEqual({ S: 'x' });
    for (const id of live.slice(3)) expect((await stage.load(id))?.sessionData).toBe(data(id));
  });

  it('waits for transactions that have its rows', async () => {
    stop = intercept(servers.dynamoDb, 'UpdateItem', ({ count, send }) => (count <= 4 ? Promise.reject(transactionConflict()) : send()));
    expect(await stage.db.compactPacks()).toMatchObject({ itemsMoved: 10, itemsSkipped: 0, errorCount: 0 });
    for (const id of live) expect((await stage.load(id))?.sessionData).toBe(data(id));
  });

  it('takes a pack for no failure that is swept while it is looked at', async () => {
    const [old = ''] = await packs();
    // Middleware of any client is of the same kind.
    stop = intercept(servers.s3 as never, 'GetObject', async ({ send }) => {
      await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: stage.prefix + old }));
      return send();
    });
    expect(await stage.db.compactPacks()).toMatchObject({ packsSeen: 1, packsCompacted: 0, errorCount: 0, complete: true });
  });

  it('beside another run of its own moves each item once', async () => {
    const results = await Promise.all([stage.db.compactPacks(), stage.with({ archivalConfig: { layout: 'packed' } }).compactPacks()]);
    expect(results.reduce((sum, { itemsMoved }) => sum + itemsMoved, 0)).toBe(10);
    for (const id of live) expect((await stage.load(id))?.sessionData).toBe(data(id));
  });

  it('makes the new packs the table’s own, whosesoever the old one was', async () => {
    const [key = ''] = await packs();
    const { bytes, metadata } = await stage.object(key);
    await stage.putObject(key, bytes, { ...metadata, 'tempest-table': 'arn:of-another', 'tempest-table-id': 'another' });
    expect(await stage.db.compactPacks()).toMatchObject({ itemsMoved: 10, errorCount: 0 });
    const fresh = await stage.object((await packs()).find(each => each !== key) ?? '');
    const { 'tempest-table': arn, 'tempest-table-id': id, 'tempest-format': format, 'tempest-kept': kept } = metadata;
    expect(fresh.metadata).toMatchObject({ 'tempest-table': arn, 'tempest-format': format, 'tempest-kept': kept });
    expect(fresh.metadata['tempest-table-id']).toBe(id);
    expect(fresh.metadata['tempest-attempt']).not.toBe(metadata['tempest-attempt']);
    expect(await stage.load('s035')).toMatchObject({ sessionData: data('s035') });
  });

  it('reads many rows at once, and sends a repoint again that DynamoDB had trouble with', async () => {
    const asked = { GetItem: 0, BatchGetItem: 0 };
    const stops = (['GetItem', 'BatchGetItem'] as const).map(operation =>
      intercept(servers.dynamoDb, operation, async ({ send }) => {
        asked[operation] += 1;
        return send();
      }),
    );
    let troubles = 0;
    stops.push(
      intercept(servers.dynamoDb, 'UpdateItem', async ({ input, send }) => {
        if (JSON.stringify(input.Key).includes('s035') && troubles < 4) {
          troubles += 1;
          throw serverError();
        }
        return send();
      }),
    );
    stop = () => {
      for (const each of stops) each();
    };
    expect(await stage.db.compactPacks({ writeCapacityPerSecond: 1_000, readCapacityPerSecond: 1_000 })).toMatchObject({
      itemsMoved: 10,
      errorCount: 0,
    });
    expect(asked).toEqual({ GetItem: 0, BatchGetItem: 1 });
    await expect(stage.db.compactPacks({ writeCapacityPerSecond: 0 })).rejects.toThrow('writeCapacityPerSecond');
  });

  it('counts no pack that it did not write anew: its rows moved on, or its attempt took too long', async () => {
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now');
    stop = intercept(servers.s3 as never, 'GetObject', async ({ send, count }) => {
      if (count === 2) clock.mockImplementation(() => now() + 86_400_000);
      return send();
    });
    const late = await stage.db.compactPacks();
    clock.mockRestore();
    stop();
    expect(late).toMatchObject({ packsCompacted: 0, bytesBefore: 0, packsWritten: 0, errorCount: 1 });
    expect(late.errors[0]?.cause).toMatchObject({ code: 'ATTEMPT_EXPIRED' });
    stop = intercept(servers.s3 as never, 'GetObject', async ({ send, count }) => {
      if (count === 1) await stage.save(...live);
      return send();
    });
    expect(await stage.db.compactPacks()).toMatchObject({ packsSeen: 1, packsCompacted: 0, bytesBefore: 0, errorCount: 0 });
  });
});
