import { BatchExecuteStatementCommand, type BatchStatementResponse, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttemptExpiredError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { type Command, lostConnection, serviceError } from '@tempest-ts/testing/simulator';
import { intercept } from '../support/intercept.js';
import { MemoryRun } from '../support/memory-run.js';
import { Stage } from '../support/stage.js';

type Batch = { readonly Responses: readonly BatchStatementResponse[] };
type Send = (command: Command) => Promise<object>;

const isBatch = (command: Command): command is BatchExecuteStatementCommand => command instanceof BatchExecuteStatementCommand;
/** Lets `answer` change what a batch is told, and everything else pass. */
const answering =
  (answer: (batch: Batch) => object) =>
  async (command: Command, send: Send): Promise<object> => {
    const output = await send(command);
    return isBatch(command) ? answer(output as Batch) : output; // of this command
  };

describe('swaps', () => {
  it('go 25 to a request, once a probe has shown that each statement is executed by itself', async () => {
    const run = new MemoryRun({ items: 200, config: { concurrency: 100 } });
    const result = await run.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 200, errorCount: 0, complete: true, whySingleSwaps: undefined });
    expect(run.pointers).toBe(200);
    // Two of the probe, or those that were alone when a place was free.
    expect(run.sent.get('UpdateItem') ?? 0).toBeLessThan(20);
    expect(run.sent.get('BatchExecuteStatement')).toBeLessThan(40);
    expect(run.told).toEqual(['archiveOldData has begun', 'archiveOldData has ended']);
  });

  it('go one by one where the config says so, or one item is on its way at a time', async () => {
    for (const config of [{ batchSwaps: false }, { concurrency: 1 }]) {
      const run = new MemoryRun({ items: 30, config });
      expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 30, whySingleSwaps: undefined });
      expect(run.sent.get('BatchExecuteStatement')).toBeUndefined();
    }
  });

  it('of one partition key are few at once in batches too', async () => {
    let most = 0;
    const run = new MemoryRun({ items: 60, users: 2, config: { batchSwaps: true } }, (command, send) => {
      if (isBatch(command)) {
        const users = (command.input.Statements ?? []).map(({ Parameters = [] }) => Parameters.find(({ S }) => S?.startsWith('user'))?.S);
        for (const user of ['user0', 'user1']) most = Math.max(most, users.filter(each => each === user).length);
      }
      return send(command);
    });
    expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 60 });
    expect(most).toBeGreaterThan(2);
    expect(most).toBeLessThanOrEqual(25);
  });
});

describe('a server that is not up to batches gets no more of them after the probe, and loses nothing, where it', () => {
  const withoutRows = answering(({ Responses }) => ({
    Responses: Responses.map(({ Error: error }) => (error ? { Error: { Code: error.Code } } : {})),
  }));
  const unconditional = async (command: Command, send: Send): Promise<object> => {
    if (!isBatch(command)) return send(command);
    const Statements = command.input.Statements?.map(({ Statement = '', Parameters = [] }) => {
      const [text = ''] = Statement.split(' AND "s3Archive" IS');
      return { Statement: text, Parameters: Parameters.slice(0, text.split('?').length - 1) };
    });
    return send(new BatchExecuteStatementCommand({ Statements }));
  };
  const invalid = answering(({ Responses }) => ({
    Responses: Responses.map(() => ({ Error: { Code: 'ValidationError', Message: 'What?' } })),
  }));
  const denied = (command: Command, send: Send): Promise<object> =>
    isBatch(command)
      ? Promise.reject(serviceError('AccessDeniedException', 400, 'not authorized to perform: dynamodb:PartiQLUpdate'))
      : send(command);
  const unknown = (command: Command, send: Send): Promise<object> =>
    isBatch(command) ? Promise.reject(serviceError('UnknownOperationException', 400, '')) : send(command);

  it.each([
    ['shows no rows', withoutRows, /ConditionalCheckFailed/, 3],
    ['ignores conditions', unconditional, /no error and no error/, 1],
    ['does not understand the statement', invalid, /What\?/, 1],
    ['does not permit it', denied, /PartiQLUpdate/, 1],
    ['has no such operation', unknown, /UnknownOperation/, 1],
    ['answers for some only', answering(({ Responses: [first] }) => ({ Responses: [first] })), /fewer/, 1],
  ])('%s', async (_, through, why, probes) => {
    const run = new MemoryRun({ items: 40 }, through);
    const result = await run.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 40, itemsSkipped: 0, errorCount: 0, whySingleSwaps: expect.stringMatching(why) });
    expect(run.pointers).toBe(40);
    expect(run.sent.get('BatchExecuteStatement')).toBe(probes);
    expect(run.told).toEqual(['archiveOldData has begun', expect.stringMatching(/^Swaps go one by one/), 'archiveOldData has ended']);
  });
});

describe('of a batch', () => {
  const config = { batchSwaps: true, concurrency: 30 } as const;

  it('each row is swapped on its own condition', async () => {
    const run = new MemoryRun({ items: 60, config }, (command, send) => {
      if (isBatch(command) && run.row(7).sessionData?.S === 'data of 7')
        run.table.put({ TableName: 'user_sessions', Item: { ...run.row(7), sessionData: { S: 'changed' } } });
      return send(command);
    });
    const result = await run.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: run.pointers, itemsSkipped: 60 - run.pointers, errorCount: 0 });
    if (run.row(7).sessionData) expect(run.row(7)).not.toHaveProperty('s3Archive');
    for (const { s3Archive, sessionData } of run.table.rows.values()) expect(s3Archive === undefined).toBe(sessionData !== undefined);
  });

  it('a lost answer is asked for again, and what landed counts once', async () => {
    let lost = 0;
    const run = new MemoryRun({ items: 60, config }, async (command, send) => {
      const output = await send(command);
      if (!isBatch(command) || lost > 0) return output;
      lost += 1;
      throw lostConnection();
    });
    expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 60, itemsSkipped: 0, errorCount: 0 });
    expect(lost).toBe(1);
  });

  it.each(['ThrottlingError', 'InternalServerError', 'TransactionConflict', 'ValidationError'])(
    'a statement that failed with %s is sent again by itself',
    async Code => {
      // Executed, though the answer says otherwise: the most that can go wrong.
      const run = new MemoryRun(
        { items: 40, config },
        answering(({ Responses: [_, ...others] }) => ({ Responses: [{ Error: { Code } }, ...others] })),
      );
      expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 40, itemsSkipped: 0, errorCount: 0, whySingleSwaps: undefined });
      expect(run.sent.get('BatchExecuteStatement')).toBeGreaterThan(1);
    },
  );

  it('a row that a transaction has is tried again, and again by itself, and is no error', async () => {
    let left = 3;
    const inStatement = answering(({ Responses: [first, ...others] }) => {
      left -= 1;
      return { Responses: [left < 0 ? first : { Error: { Code: 'TransactionConflict' } }, ...others] };
    });
    let conflicts = 0;
    const run = new MemoryRun({ items: 40, config }, (command, send) => {
      if (isBatch(command) || !(command instanceof UpdateItemCommand) || conflicts >= 4) return inStatement(command, send);
      conflicts += 1;
      return Promise.reject(serviceError('TransactionConflictException', 400, 'Transaction is ongoing for the item'));
    });
    expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 40, itemsSkipped: 0, errorCount: 0, whySingleSwaps: undefined });
    expect(conflicts).toBe(4);
  });

  it('a refusal of the whole is of those rows only', async () => {
    let refused = 0;
    const run = new MemoryRun({ items: 60, config }, (command, send) => {
      if (!isBatch(command) || refused > 0) return send(command);
      refused += 1;
      return Promise.reject(serviceError('ValidationException', 400, 'Provided list of item keys contains duplicates'));
    });
    expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 60, errorCount: 0, whySingleSwaps: undefined });
    expect(run.sent.get('BatchExecuteStatement')).toBeGreaterThan(1);
  });

  it('a condition that fails for a reason of PartiQL’s own is asked of UpdateItem too', async () => {
    const run = new MemoryRun({ items: 40, config }, async (command, send) => {
      if (!isBatch(command)) return send(command);
      const Responses = (command.input.Statements ?? []).map(({ Parameters = [] }) => {
        const key = Parameters.find(({ S }) => /^s\d/.test(S ?? ''))?.S ?? '';
        return { Error: { Code: 'ConditionalCheckFailed', Item: run.row(Number(key.slice(1))) } };
      });
      return { Responses };
    });
    expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 40, itemsSkipped: 0, errorCount: 0 });
  });

  it('rows that PartiQL might see otherwise go by themselves', async () => {
    const odd = [
      { nothing: { NULL: true } },
      { deep: { M: { list: { L: [{ NULL: true }] } } } },
      { '#name': { S: 'x' } },
      { 'a"b': { S: 'x' } },
      Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`wide${index}`, { S: 'x' }])),
      Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`${'long'.repeat(20)}${index}`, { S: 'x' }])),
    ];
    const texts: string[] = [];
    const run = new MemoryRun({ items: 30, config }, (command, send) => {
      if (isBatch(command)) texts.push(...(command.input.Statements ?? []).map(({ Statement = '' }) => Statement));
      return send(command);
    });
    odd.forEach((extra, index) => void run.table.put({ TableName: 'user_sessions', Item: { ...run.row(index), ...extra } }));
    expect(await run.db.archiveOldData()).toMatchObject({ itemsArchived: 30, errorCount: 0 });
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.join()).not.toMatch(/nothing|deep|#name|a"b|wide|long/);
    expect(Math.max(...texts.map(text => text.length))).toBeLessThanOrEqual(8_192);
  });

  it('write capacity is what DynamoDB says of each statement', async () => {
    const run = new MemoryRun({ items: 40, config }, async (command, send) => {
      const output = await send(command);
      if (command instanceof UpdateItemCommand) return { ...output, ConsumedCapacity: { CapacityUnits: 3 } };
      if (!isBatch(command)) return output;
      return { ...output, ConsumedCapacity: (command.input.Statements ?? []).map(() => ({ CapacityUnits: 3 })) };
    });
    expect((await run.db.archiveOldData()).capacity.write).toBe(120);
  });
});

describe('a batch whose answers do not come', () => {
  let servers: LocalServers;
  beforeAll(async () => {
    servers = await startLocalServers();
  });
  afterAll(() => servers.stop());

  it('is not sent again, nor its swaps by themselves, once an attempt is older than maxAttemptAge', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a', 'b', 'c', 'd');
    let sends = 0;
    const slowly = async (): Promise<never> => {
      sends += 1;
      await new Promise(resolve => setTimeout(resolve, 1_100));
      throw lostConnection();
    };
    const stops = [intercept(servers.dynamoDb, 'UpdateItem', slowly), intercept(servers.dynamoDb, 'BatchExecuteStatement', slowly)];
    const archivalConfig = { batchSwaps: true, concurrency: 4, segments: 1, maxAttemptAge: { seconds: 1 } };
    const result = await stage.with({ archivalConfig }).archiveOldData();
    for (const stop of stops) stop();
    expect(sends).toBeGreaterThan(0);
    expect(result.errors).toHaveLength(4);
    for (const { cause } of result.errors) expect(cause).toBeInstanceOf(AttemptExpiredError);
    expect(result.errors.filter(({ cause }) => (cause as AttemptExpiredError).outcome === 'unknown').length).toBeLessThanOrEqual(sends * 4);
  });
});
