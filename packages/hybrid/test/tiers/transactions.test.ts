import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchivedRowError, RequestError, TransactionCanceledError, TransactionWriteSet } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { type InterceptedCall, intercept, lostConnection, transactionConflict } from '../support/intercept.js';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let client: DynamoDBClient;
let stage: Stage;
let stops: (() => void)[] = [];

beforeAll(async () => {
  servers = await startTestServers();
  client = servers.dynamoDb;
});
beforeEach(async () => {
  stage = await Stage.create(servers, { archivalConfig: { layout: testLayout } });
});
afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
});
afterAll(() => servers.stop());

const on = (operation: string, handle: (call: InterceptedCall) => Promise<unknown>): void =>
  void stops.push(intercept(client, operation, handle));
const key = (id: string) => stage.db.users.sessions.key(stage.key(id));
const set = (...ids: readonly string[]) =>
  ids.reduce((all, id) => all.update(key(id), u => u.sessionData.set('of the transaction')), new TransactionWriteSet());
const isRestore = (input: Readonly<Record<string, unknown>>): boolean => String(input.UpdateExpression).includes('if_not_exists');

/** Holds back the first send of an operation, whose answer is lost; sends it when it is called. The others are for `rest`. */
function firstSendComesLate(operation: string, rest = ({ send }: InterceptedCall): Promise<unknown> => send()): () => Promise<unknown> {
  let late: (() => Promise<unknown>) | undefined;
  on(operation, async call => {
    if (call.count > 1) return rest(call);
    late = call.send;
    throw lostConnection();
  });
  return async () => late?.().catch((error: unknown) => error);
}

/** The answer of a cancelled transaction, in which other transactions had some of the items. */
function besideConflict(error: unknown, ...indexes: readonly number[]): unknown {
  const { CancellationReasons: reasons = [] } = error as { readonly CancellationReasons?: readonly object[] };
  const changed = reasons.map((reason, index) =>
    indexes.includes(index) ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : reason,
  );
  return Object.assign(error as Error, { CancellationReasons: changed });
}

describe('a transaction on archived items', () => {
  it('does its writes once, though its first send arrives after the round that succeeded', async () => {
    await stage.archive('a', 'b');
    const tokens = new Set<unknown>();
    const arriveLate = firstSendComesLate('TransactWriteItems', ({ input, send }) => {
      tokens.add(input.ClientRequestToken);
      return send();
    });
    await stage.db.transactionWrite(set('a', 'b'));
    await stage.db.users.sessions.update(stage.key('a'), u => u.sessionData.set('acknowledged since'));
    await arriveLate();
    expect(await stage.load('a')).toMatchObject({ sessionData: 'acknowledged since' });
    expect(await stage.load('b')).toMatchObject({ sessionData: 'of the transaction' });
    expect(tokens.size).toBe(1);
    await stage.db.transactionWrite(set('a'));
    expect(tokens.size).toBe(2);
  });

  it('tells of a cancellation that an earlier send may still do it all, and it may', async () => {
    await stage.archive('a');
    const arriveLate = firstSendComesLate('TransactWriteItems');
    const isChanged = new TransactionWriteSet().update(key('a'), u => u.sessionData.set('of the transaction'), {
      if: s => s.sessionData.eq('changed since'),
    });
    const error = await stage.db.transactionWrite(isChanged).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledError);
    expect(error).toMatchObject({
      outcome: 'unknown',
      isRetryable: false,
      message: expect.stringContaining('it may yet write all of it, once'),
    });
    await stage.db.users.sessions.update(stage.key('a'), u => u.sessionData.set('changed since'));
    await arriveLate();
    expect(await stage.load('a')).toMatchObject({ sessionData: 'of the transaction' });
    const again = await stage.db.transactionWrite(isChanged).catch((thrown: unknown) => thrown);
    expect(again).toMatchObject({ outcome: 'not-applied', message: expect.stringContaining('nothing was written.') });
  });

  it('tells the same where its row cannot be brought back, and of the plain database', async () => {
    await stage.archive('a');
    const { regularDb } = stage;
    firstSendComesLate('TransactWriteItems');
    const plainly = new TransactionWriteSet().update(regularDb.users.sessions.key(stage.key('a')), u => u.sessionData.set('x'));
    const error = await regularDb.transactionWrite(plainly).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', outcome: 'unknown', cause: expect.any(ArchivedRowError) });
    await expect(regularDb.transactionWrite(plainly)).rejects.toBeInstanceOf(ArchivedRowError);
  });

  it('waits for a transaction that has the row to be restored', async () => {
    await stage.archive('a');
    let restores = 0;
    on('UpdateItem', ({ input, count, send }) => {
      if (isRestore(input)) restores += 1;
      return count < 3 ? Promise.reject(transactionConflict()) : send();
    });
    await stage.db.transactionWrite(set('a'));
    expect(restores).toBe(3);
    expect(await stage.load('a')).toMatchObject({ sessionData: 'of the transaction' });
  });

  it('has archived rows restored where all else passes by itself, and then says what is in the way', async () => {
    await stage.archive('a');
    await stage.save('hot');
    let left = 1;
    on('TransactWriteItems', ({ send }) =>
      send().catch((error: unknown) => {
        throw left-- > 0 ? besideConflict(error, 1) : error;
      }),
    );
    await stage.db.transactionWrite(set('a', 'hot'));
    expect(await stage.load('a')).toMatchObject({ sessionData: 'of the transaction' });

    stage = await Stage.create(servers, { archivalConfig: { layout: testLayout } });
    await stage.archive('b');
    await stage.save('hot');
    left = 1;
    const stale = new TransactionWriteSet()
      .update(key('b'), u => u.sessionData.set('x'))
      .update(key('hot'), u => u.sessionData.set('x'), { if: s => s.sessionData.eq('other') });
    await expect(stage.db.transactionWrite(stale)).rejects.toMatchObject({
      isRetryable: false,
      reasons: [{ index: 1, code: 'ConditionalCheckFailed' }],
    });
    expect((await stage.row('b'))?.s3Archive).toBeUndefined();
  });
});

describe('a write to an archived item', () => {
  it('waits for a transaction that has its row, but not for ever', async () => {
    await stage.archive('a', 'b');
    let [restores, left] = [0, 2];
    on('UpdateItem', ({ input, send }) => {
      if (!isRestore(input)) return send();
      restores += 1;
      left -= 1;
      return left < 0 ? send() : Promise.reject(transactionConflict());
    });
    expect(await stage.db.users.sessions.update(stage.key('a'), u => u.sessionData.set('mine'))).toMatchObject({ sessionData: 'mine' });
    expect(restores).toBe(3);
    left = Number.POSITIVE_INFINITY;
    const error = await stage.db.users.sessions.update(stage.key('b'), u => u.sessionData.set('mine')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'WRITE_CONFLICT', operation: 'UpdateItem', outcome: 'not-applied' });
    expect(restores).toBe(8);
    expect((await stage.row('b'))?.s3Archive).toBeDefined();
  });

  it('says that an earlier send may still take effect, where a later round is refused', async () => {
    await stage.archive('a');
    const arriveLate = firstSendComesLate('UpdateItem', ({ input, count, send }) =>
      count > 2 && !isRestore(input) ? Promise.reject(transactionConflict()) : send(),
    );
    const error = await stage.db.users.sessions.update(stage.key('a'), u => u.sessionData.set('mine')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'WRITE_CONFLICT', outcome: 'unknown', cause: { code: 'WRITE_CONFLICT', outcome: 'not-applied' } });
    await arriveLate();
    expect(await stage.load('a')).toMatchObject({ sessionData: 'mine' });
  });
});
