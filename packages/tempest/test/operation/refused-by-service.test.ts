import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteError,
  BatchWriteSet,
  beginsWith,
  LogicalDb,
  RequestError,
  TransactionWriteSet,
  UnprocessedKeysError,
} from '@tempest-ts/tempest';
import { mockClient } from 'aws-sdk-client-mock';
import { failure } from '../fixtures/failure.js';
import { MusicDb } from '../fixtures/music.js';

const mock = mockClient(DynamoDBClient);
const db = LogicalDb.create(MusicDb, new DynamoDBClient({ region: 'us-east-1' }));
const { albumTracks } = db.music;
const key = { albumToken: 'a', trackToken: 't' };
const track = () => albumTracks.create({ ...key, trackTitle: 'title', runLength: 'PT1M' });
const set = () => new BatchWriteSet().clobber(track());

beforeEach(() => {
  mock.reset();
});

/** Every operation, by the name that DynamoDB has for it. */
const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['GetItem', () => albumTracks.load(key)],
  ['Query', () => albumTracks.query(beginsWith({ albumToken: 'a' }))],
  ['Query', () => albumTracks.count(beginsWith({ albumToken: 'a' }))],
  ['Scan', () => albumTracks.scan()],
  ['TransactGetItems', () => db.transactionLoad([albumTracks.key(key)])],
];
const writes: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['PutItem', () => albumTracks.save(track())],
  ['PutItem', () => albumTracks.save(track(), { if: t => t.trackTitle.notExists() })],
  ['UpdateItem', () => albumTracks.update(key, t => t.trackTitle.set('x'))],
  ['DeleteItem', () => albumTracks.deleteKey(key)],
  ['TransactWriteItems', () => db.transactionWrite(new TransactionWriteSet().save(track()))],
];
const batches: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['BatchGetItem', () => db.batchLoad([albumTracks.key(key)], { maxAttempts: 1 })],
  ['BatchWriteItem', () => db.batchWrite(set(), { maxAttempts: 1 })],
];

const refusal = (name: string, message: string, attempts: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400, attempts } });

const throttles = [
  ['ThrottlingException', 'Rate of requests exceeds the allowed throughput.'],
  ['ProvisionedThroughputExceededException', 'The level of configured provisioned throughput for the table was exceeded.'],
  ['RequestLimitExceeded', 'Throughput exceeds the current throughput limit for your account.'],
] as const;
const denials = [
  ['ExpiredTokenException', 'The security token included in the request is expired', 'give the client a provider that renews them'],
  ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'check the credentials of the client'],
  ['InvalidSignatureException', 'Signature expired: 20240101T000000Z is now earlier than', "the machine's clock"],
] as const;

const UNKNOWN = 'the write may have taken effect. Read before you write again.';

describe.each(throttles)('%s', (name, message) => {
  it.each([...reads, ...writes])('of %s says what was asked too much, and that nothing was done', async (operation, call) => {
    const cause = refusal(name, message, 1);
    mock.onAnyCommand().rejects(cause);
    const error = await failure(RequestError, call());
    expect(error).toMatchObject({ code: 'THROTTLED', operation, table: 'music_items', outcome: 'not-applied', cause });
    expect(error.message).toContain(
      `throttled ${operation} on table music_items after all retries: ${message.replace(/\.$/, '')}. Send less`,
    );
  });

  it.each(writes)('of %s after retries says that one of them may have written', async (operation, call) => {
    mock.onAnyCommand().rejects(refusal(name, message, 3));
    const error = await failure(RequestError, call());
    expect(error).toMatchObject({ code: 'THROTTLED', operation, outcome: 'unknown' });
    expect(error.message).toContain(UNKNOWN);
  });

  it.each(reads)('of %s after retries has still done nothing', async (_, call) => {
    mock.onAnyCommand().rejects(refusal(name, message, 3));
    expect(await failure(RequestError, call())).toMatchObject({ code: 'THROTTLED', outcome: 'not-applied' });
  });

  it('of a batch of keys names the keys, and has the refusal as its cause', async () => {
    mock.onAnyCommand().rejects(refusal(name, message, 1));
    const keys = [albumTracks.key(key)];
    const error = await failure(UnprocessedKeysError, db.batchLoad(keys, { maxAttempts: 1 }));
    expect(error).toMatchObject({ unprocessedKeys: keys, cause: { code: 'THROTTLED', operation: 'BatchGetItem' } });
  });

  it('of a batch of writes gives them back', async () => {
    mock.onAnyCommand().rejects(refusal(name, message, 1));
    const written = set();
    expect(await db.batchWrite(written, { maxAttempts: 1 })).toMatchObject({ isSuccessful: false, unprocessedClobbers: written.clobbers });
  });
});

describe.each(['TransactionConflictException', 'ReplicatedWriteConflictException'])('%s', name => {
  const conflict = (attempts: number) => refusal(name, 'Transaction is ongoing for the item', attempts);

  it.each(writes)('of %s says that others were writing, and that nothing was written', async (operation, call) => {
    const cause = conflict(1);
    mock.onAnyCommand().rejects(cause);
    const error = await failure(RequestError, call());
    expect(error).toMatchObject({ code: 'WRITE_CONFLICT', operation, table: 'music_items', outcome: 'not-applied', cause });
    expect(error.message).toContain('nothing was written. Send it again in a moment');
  });

  it.each(writes)('of %s after retries says that one of them may have written', async (_, call) => {
    mock.onAnyCommand().rejects(conflict(2));
    const error = await failure(RequestError, call());
    expect(error).toMatchObject({ code: 'WRITE_CONFLICT', outcome: 'unknown' });
    expect(error.message).toContain(UNKNOWN);
  });
});

it('a transaction whose token is being worked on may take effect, whatever its own send came to', async () => {
  mock
    .onAnyCommand()
    .rejects(refusal('TransactionInProgressException', 'The transaction with the given request token is already in progress.', 1));
  const error = await failure(RequestError, db.transactionWrite(new TransactionWriteSet().save(track())));
  expect(error).toMatchObject({ code: 'REQUEST_FAILED', outcome: 'unknown' });
  expect(error.message).toContain(UNKNOWN);
});

describe.each(denials)('%s', (name, message, remedy) => {
  it.each([...reads, ...writes, ...batches])('of %s says what to do about the credentials', async (operation, call) => {
    const cause = refusal(name, message, 1);
    mock.onAnyCommand().rejects(cause);
    const error = await failure(RequestError, call());
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', operation, table: 'music_items', outcome: 'not-applied', cause });
    expect(error.message).toContain(`DynamoDB refused ${operation} on table music_items`);
    expect(error.message).toContain(remedy);
    expect(mock.calls()).toHaveLength(1);
  });

  it('of a batch of writes after retries says what may have been written', async () => {
    mock.onAnyCommand().rejects(refusal(name, message, 2));
    const written = set();
    const error = await failure(BatchWriteError, db.batchWrite(written));
    expect(error).toMatchObject({ unprocessedClobbers: written.clobbers, cause: { code: 'ACCESS_DENIED', outcome: 'unknown' } });
  });
});
