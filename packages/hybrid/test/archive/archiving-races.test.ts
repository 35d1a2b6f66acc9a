import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AttemptExpiredError, archiveOf, RequestError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept, lostConnection, serverError, transactionConflict } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;
let client: DynamoDBClient;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
  client = servers.dynamoDb;
});
afterEach(() => {
  stop();
  stop = () => undefined;
  servers.s3Server?.clearFaults();
});
afterAll(() => servers.stop());

const isSwap = (input: Readonly<Record<string, unknown>>): boolean => String(input.UpdateExpression).includes('REMOVE');

/** Lets something happen after the object is stored and before the swap is sent. */
function beforeSwap(act: () => Promise<unknown>): void {
  let done = false;
  stop = intercept(client, 'UpdateItem', async ({ input, send }) => {
    if (!done && isSwap(input)) {
      done = true;
      await act();
    }
    return send();
  });
}

describe('between the capture of an item and its swap', () => {
  it('an item that changes stays hot, with the change', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    beforeSwap(() => stage.updateRaw('a', 'SET sessionData = :new', { ':new': { S: 'new' } }));
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsProcessed: 1, itemsArchived: 0, itemsSkipped: 1, errorCount: 0 });
    expect((await stage.row('a'))?.s3Archive).toBeUndefined();
    expect(await stage.load('a')).toMatchObject({ sessionData: 'new', createdAt: old });
    // The object is garbage for the sweeper, which alone knows that nobody needs it.
    expect(await stage.objects()).toEqual(['sessions/user/a.json']);
  });

  it('an attribute that is added stays in the row and is read', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    await stage.updateRaw('a', 'REMOVE user_group');
    beforeSwap(() => stage.updateRaw('a', 'SET extra = :x, user_group = :g', { ':x': { S: 'added' }, ':g': { S: 'late' } }));
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    expect(await stage.row('a')).toMatchObject({ extra: { S: 'added' }, s3Archive: expect.anything() });
    expect(await stage.load('a')).toMatchObject({ userGroup: 'late', sessionData: 'data of a '.repeat(20) });
  });

  it('an item that is deleted is not brought back', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    beforeSwap(() => client.send(new DeleteItemCommand({ TableName: stage.table, Key: stage.rawKey('a') })));
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 0, itemsSkipped: 1, errorCount: 0 });
    expect(await stage.row('a')).toBeUndefined();
    expect(await stage.load('a')).toBeUndefined();
  });

  it('an item that is saved anew stays hot', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    beforeSwap(() => stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'anew', createdAt: new Date() }));
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 0, itemsSkipped: 1 });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'anew' });
  });

  it('an attribute s3Key that somebody adds is not overwritten', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    beforeSwap(() => stage.updateRaw('a', 'SET s3Key = :mine', { ':mine': { S: 'mine' } }));
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 0, itemsSkipped: 1 });
    expect(await stage.row('a')).toMatchObject({ s3Key: { S: 'mine' } });
    // And the next run says so rather than try again for ever.
    expect((await stage.db.archiveOldData()).errors).toEqual([expect.objectContaining({ stage: 'select' })]);
  });

  it('an item that another archived, and that was restored to stay, stays', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    beforeSwap(async () => {
      await stage.with().archiveOldData();
      await stage.db.restore([stage.db.users.sessions.key(stage.key('a'))]);
    });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 0, itemsSkipped: 1, errorCount: 0 });
    expect(await stage.row('a')).toMatchObject({ sessionData: expect.anything(), s3NotBefore: expect.anything() });
  });

  it('an item that a transaction of a user’s has is archived when that is over', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    let left = 2;
    stop = intercept(client, 'UpdateItem', ({ input, send }) => {
      if (isSwap(input)) left -= 1;
      return isSwap(input) && left >= 0 ? Promise.reject(transactionConflict()) : send();
    });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, itemsSkipped: 0, errorCount: 0 });
    expect(left).toBe(-1);
  });

  it('of two archivers one swap wins, without an error, and the item is read', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    let other: Awaited<ReturnType<typeof stage.db.archiveOldData>> | undefined;
    beforeSwap(async () => {
      other = await stage.with().archiveOldData();
    });
    const result = await stage.db.archiveOldData();
    expect(other).toMatchObject({ itemsArchived: 1, errorCount: 0 });
    expect(result).toMatchObject({ itemsArchived: 0, itemsSkipped: 1, errorCount: 0 });
    // Each attempt made an object of its own: the first to store has the plain key, and lost.
    const objects = await stage.objects();
    expect(objects).toEqual(['sessions/user/a.json', expect.stringMatching(/^sessions\/user\/a\.json~[\w-]{22}$/)]);
    const item = await stage.load('a');
    expect(item).toMatchObject({ sessionData: 'data of a '.repeat(20) });
    expect(archiveOf(item ?? {})?.s3Key).toBe(`${stage.prefix}${objects[1]}`);
  });

  it('many archivers at once archive each item once', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a', 'b', 'c', 'd', 'e');
    const results = await Promise.all(Array.from({ length: 4 }, () => stage.with().archiveOldData()));
    expect(results.reduce((sum, result) => sum + result.itemsArchived, 0)).toBe(5);
    expect(results.flatMap(result => result.errors)).toEqual([]);
    for (const id of ['a', 'b', 'c', 'd', 'e']) expect(await stage.load(id)).toMatchObject({ sessionData: `data of ${id} `.repeat(20) });
  });
});

describe('a swap of which the answer is lost', () => {
  it('counts as archived once a resend meets its own pointer', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    let sends = 0;
    stop = intercept(client, 'UpdateItem', async ({ send }) => {
      sends += 1;
      const answer = await send();
      if (sends === 1) throw lostConnection();
      return answer;
    });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, itemsSkipped: 0, errorCount: 0 });
    expect(sends).toBe(2);
    expect(await stage.load('a')).toMatchObject({ sessionData: 'data of a '.repeat(20) });
  });

  it('is reported with an unknown outcome when DynamoDB never answers, and the item is whole', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a', 'b');
    const applied = new Set<string>();
    stop = intercept(client, 'UpdateItem', async ({ input, send }) => {
      // One item's swap is applied each time, the other's never; the client hears of neither.
      const id = JSON.stringify(input.Key).includes('"a"') ? 'a' : 'b';
      if (id === 'a' && !applied.has(id)) {
        applied.add(id);
        await send();
      }
      throw serverError();
    });
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 0, errorCount: 2, complete: true });
    for (const error of result.errors) {
      expect(error.stage).toBe('swap');
      expect(error.cause).toBeInstanceOf(RequestError);
      expect(error.cause).toMatchObject({ outcome: 'unknown' });
    }
    stop();
    expect(await stage.row('a')).toHaveProperty('s3Archive');
    expect(await stage.row('b')).not.toHaveProperty('s3Archive');
    expect(await stage.objects()).toHaveLength(2);
    for (const id of ['a', 'b']) expect(await stage.load(id)).toMatchObject({ sessionData: `data of ${id} `.repeat(20) });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsProcessed: 1, itemsArchived: 1, errorCount: 0 });
  });

  it('is not sent again once the attempt is older than maxAttemptAge', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    let sends = 0;
    stop = intercept(client, 'UpdateItem', async () => {
      sends += 1;
      await new Promise(resolve => setTimeout(resolve, 1_100));
      throw lostConnection();
    });
    const result = await stage.with({ archivalConfig: { maxAttemptAge: { seconds: 1 } } }).archiveOldData();
    expect(sends).toBe(1);
    expect(result.errors).toEqual([expect.objectContaining({ stage: 'swap', cause: expect.any(AttemptExpiredError) })]);
    expect(result.errors[0]?.cause).toMatchObject({ outcome: 'unknown' });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'data of a '.repeat(20) });
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });

  it('is not sent at all where storing the object took longer than maxAttemptAge', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    let sends = 0;
    stop = intercept(client, 'UpdateItem', ({ send }) => {
      sends += 1;
      return send();
    });
    stage.s3.inject({
      when: ({ key, operation }) => operation === 'PutObject' && !!key?.includes('/sessions/'),
      fault: { kind: 'delay', ms: 300 },
    });
    const result = await stage.with({ archivalConfig: { maxAttemptAge: { seconds: 0.2 } } }).archiveOldData();
    expect(result.errors[0]?.cause).toMatchObject({ code: 'ATTEMPT_EXPIRED', outcome: 'not-applied' });
    expect(sends).toBe(0);
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });
});

it('a throttled swap is sent again until there is capacity', async () => {
  const stage = await Stage.create(servers);
  await stage.save('a');
  let sends = 0;
  stop = intercept(client, 'UpdateItem', ({ send }) => {
    sends += 1;
    if (sends > 3) return send(); // the client itself gives up after three
    throw Object.assign(new Error('slow down'), {
      name: 'ProvisionedThroughputExceededException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    });
  });
  expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
  expect(sends).toBe(4);
}, 120_000);

it('a run that may not update rows stops, rather than store an object for each', async () => {
  const stage = await Stage.create(servers);
  await stage.save(...Array.from({ length: 30 }, (_, index) => `s${index}`));
  stop = intercept(client, 'UpdateItem', () => {
    throw Object.assign(new Error('not authorized to perform: dynamodb:UpdateItem'), {
      name: 'AccessDeniedException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    });
  });
  const run = stage.with({ archivalConfig: { concurrency: 1 } }).archiveOldData();
  await expect(run).rejects.toMatchObject({ code: 'ACCESS_DENIED', operation: 'UpdateItem', table: stage.table });
  expect(await stage.objects()).toHaveLength(1);
});
