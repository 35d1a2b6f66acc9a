import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivedRowError,
  atLeast,
  beginsWith,
  ConditionFailedError,
  expression,
  greaterThan,
  ItemTooLargeError,
  LogicalDb,
  RequestError,
  UnreadableItemError,
} from '@tempest-ts/tempest';
import { mockClient } from 'aws-sdk-client-mock';
import { AlbumTrack, MusicDb } from '../fixtures/music.js';

const mock = mockClient(DynamoDBClient);
const db = LogicalDb.create(MusicDb, new DynamoDBClient({ region: 'us-east-1' }));
const key = { albumToken: 'a', trackToken: 't' };
const storedKey = { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'TRACK_t' } };
const row = { ...storedKey, track_title: { S: 'title' }, run_length: { S: 'PT1M' } };
const track = Object.assign(new AlbumTrack(), { albumToken: 'a', trackToken: 't', trackTitle: 'title', runLength: 'PT1M' });

beforeEach(() => {
  mock.reset();
});

/** The error that a call ends in. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}

describe('an application’s tests may mock the client', () => {
  it('and see what is sent', async () => {
    mock.on(GetItemCommand).resolves({ Item: row });
    expect(await db.music.albumTracks.load(key)).toEqual(track);
    expect(mock.commandCalls(GetItemCommand)[0]?.args[0].input).toEqual({ TableName: 'music_items', Key: storedKey });

    mock.on(PutItemCommand).resolves({});
    const saved = await db.music.albumTracks.save(track);
    expect(saved).toEqual(track);
    expect(saved).not.toBe(track);
    expect(mock.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({ TableName: 'music_items', Item: row });

    mock.on(DeleteItemCommand).resolves({ Attributes: row });
    expect(await db.music.albumTracks.delete(track, { returnOld: true })).toEqual(track);
    expect(mock.commandCalls(DeleteItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'music_items',
      Key: storedKey,
      ReturnValues: 'ALL_OLD',
    });
  });

  it('and answer what DynamoDB need not: an empty page with more to come', async () => {
    mock
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: storedKey })
      .resolvesOnce({ Items: [row] });
    const pages = [];
    for await (const page of db.music.albumTracks.queryAll(beginsWith({ albumToken: 'a' }))) pages.push(page);
    expect(pages.map(page => [page.contents.length, page.hasMorePages])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(mock.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(storedKey);
  });
});

describe('a delete', () => {
  it('asks for the old row only where it is wanted', async () => {
    mock.on(DeleteItemCommand).resolves({});
    expect(await db.music.albumTracks.deleteKey(key)).toBeUndefined();
    expect(mock.commandCalls(DeleteItemCommand)[0]?.args[0].input).toEqual({ TableName: 'music_items', Key: storedKey });
  });

  it('carries the write guard with a condition', async () => {
    mock.on(DeleteItemCommand).resolves({});
    await db.music.albumTracks.deleteKey(key, { if: expression('attribute_exists(track_title)') });
    const input = mock.commandCalls(DeleteItemCommand)[0]?.args[0].input;
    expect(Object.values(input?.ExpressionAttributeNames ?? {})).toEqual(['track_title', 's3Archive']);
    expect(input?.ConditionExpression).toBe('attribute_exists(#n0) AND attribute_not_exists(#n1)');
  });
});

describe('rows of other entities are left out, whatever DynamoDB sends', () => {
  it('by queries and scans', async () => {
    const other = { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'INFO_' }, album_title: { S: 'x' } };
    mock.on(QueryCommand).resolves({ Items: [other, row] });
    mock.on(ScanCommand).resolves({ Items: [row, other] });
    expect((await db.music.albumTracks.query(beginsWith({ albumToken: 'a' }))).contents).toEqual([track]);
    expect((await db.music.albumTracks.scan()).contents).toEqual([track]);
  });

  it('by counts: the end of a prefix belongs to nobody', async () => {
    const end = { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'TRACK`' } };
    mock.on(QueryCommand).resolves({ Items: [storedKey, end], Count: 2 });
    expect(await db.music.albumTracks.count(atLeast(key))).toBe(1);
    expect(await db.music.albumTracks.count(greaterThan(key))).toBe(0);
    expect((await db.music.albumTracks.query(atLeast(key))).contents).toHaveLength(1);
  });
});

describe('counting', () => {
  it('adds up all pages without having the items sent', async () => {
    mock.on(QueryCommand).resolvesOnce({ Count: 0, LastEvaluatedKey: storedKey }).resolvesOnce({ Count: 3 });
    expect(await db.music.albumTracks.count(beginsWith({ albumToken: 'a' }), { consistentRead: true })).toBe(3);
    const input = mock.commandCalls(QueryCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ Select: 'COUNT', ConsistentRead: true });
    expect(input).not.toHaveProperty('Limit');
  });
});

describe('archived rows are refused by a database that cannot read them', () => {
  const pointer = { ...storedKey, s3Key: { S: 'where/it.is' }, s3Archive: { M: {} } };
  const refused = { code: 'ARCHIVED_ROW', table: 'music_items', key: storedKey, s3Key: 'where/it.is' };

  it('on load, query and scan', async () => {
    mock.on(GetItemCommand).resolves({ Item: pointer });
    mock.on(QueryCommand).resolves({ Items: [row, pointer] });
    mock.on(ScanCommand).resolves({ Items: [pointer] });
    for (const call of [
      db.music.albumTracks.load(key),
      db.music.albumTracks.query(beginsWith({ albumToken: 'a' })),
      db.music.albumTracks.scan(),
    ]) {
      const error = await failure(call);
      expect(error).toBeInstanceOf(ArchivedRowError);
      expect(error).toMatchObject({ ...refused, applied: false });
    }
  });

  it('on a conditional write: the condition could not be asked of it', async () => {
    const failed = new ConditionalCheckFailedException({ message: 'failed', $metadata: { httpStatusCode: 400 }, Item: pointer });
    mock.on(PutItemCommand).rejects(failed);
    mock.on(DeleteItemCommand).rejects(failed);
    const condition = { if: expression('attribute_not_exists(track_title)') };
    for (const call of [db.music.albumTracks.save(track, condition), db.music.albumTracks.delete(track, condition)])
      expect(await failure(call)).toMatchObject({ ...refused, applied: false });
  });

  it('on a delete that should return it, saying that the delete happened', async () => {
    mock.on(DeleteItemCommand).resolves({ Attributes: pointer });
    const error = await failure(db.music.albumTracks.delete(track, { returnOld: true }));
    expect(error).toMatchObject({ ...refused, applied: true });
    expect((error as Error).message).toContain('was deleted, but its old item cannot be returned');
  });
});

describe('a deleted item that cannot be read', () => {
  it('says that the delete happened', async () => {
    mock.on(DeleteItemCommand).resolves({ Attributes: { ...storedKey, track_title: { N: '9007199254740993' } } });
    const error = await failure(db.music.albumTracks.delete(track, { returnOld: true }));
    expect(error).toBeInstanceOf(UnreadableItemError);
    expect((error as Error).message).toMatch(/^The item was deleted, but cannot be returned: AlbumTrack\.trackTitle/);
  });
});

describe('a condition that does not hold', () => {
  const condition = { if: expression('attribute_exists(label)') };
  const failed = (Item: typeof row | undefined, attempts: number) =>
    new ConditionalCheckFailedException({ message: 'failed', $metadata: { httpStatusCode: 400, attempts }, ...(Item && { Item }) });

  it('carries the key and the row in the way', async () => {
    mock.on(PutItemCommand).rejects(failed(row, 1));
    const error = await failure(db.music.albumTracks.save(track, condition));
    expect(error).toBeInstanceOf(ConditionFailedError);
    expect(error).toMatchObject({ code: 'CONDITION_FAILED', key: storedKey, row, outcome: 'not-applied', table: 'music_items' });
    expect((error as Error).message).toContain('does not hold of the stored item ({partition_key: "ALBUM_a", sort_key: "TRACK_t"}');
    expect((error as { cause?: unknown }).cause).toBeInstanceOf(ConditionalCheckFailedException);
  });

  it('says where there was no item', async () => {
    mock.on(DeleteItemCommand).rejects(failed(undefined, 1));
    expect(await failure(db.music.albumTracks.delete(track, condition))).toMatchObject({ row: undefined });
    expect(((await failure(db.music.albumTracks.delete(track, condition))) as Error).message).toContain('there is no such item');
  });

  it('does not claim that nothing was written where an earlier try may have written', async () => {
    mock.on(PutItemCommand).rejects(failed(row, 2));
    const error = await failure(db.music.albumTracks.save(track, condition));
    expect(error).toMatchObject({ code: 'CONDITION_FAILED', outcome: 'unknown' });
    expect((error as Error).message).toContain('it may have written');
  });
});

describe('what the SDK throws becomes an error that says what to do', () => {
  const service = (name: string, message: string, metadata: object = { httpStatusCode: 400 }): Error =>
    Object.assign(new Error(message), { name, $metadata: metadata });
  const info = { albumToken: 'a', albumTitle: 't', artistName: 'x', releaseDate: new Date(0) };

  const cases: readonly (readonly [string, Error, object, string])[] = [
    [
      'a missing table',
      service('ResourceNotFoundException', 'Requested resource not found'),
      { code: 'TABLE_NOT_FOUND', outcome: 'not-applied' },
      'There is no table music_items',
    ],
    [
      'no permission',
      service('AccessDeniedException', 'not authorized.'),
      { code: 'ACCESS_DENIED', outcome: 'not-applied' },
      'not authorized. Grant dynamodb:PutItem',
    ],
    [
      'no credentials',
      Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }),
      { code: 'ACCESS_DENIED', outcome: 'not-applied' },
      'check the credentials',
    ],
    [
      'no region',
      new Error('Region is missing'),
      { code: 'REQUEST_FAILED', outcome: 'not-applied' },
      'Give the DynamoDB client a `region`',
    ],
    [
      'throttling',
      service('ThrottlingException', 'Rate exceeded', { httpStatusCode: 400, attempts: 1 }),
      { code: 'THROTTLED', outcome: 'not-applied' },
      'Send less, or raise the capacity',
    ],
    [
      'throttling after tries of unknown end',
      service('ProvisionedThroughputExceededException', 'x', { httpStatusCode: 400, attempts: 3 }),
      { code: 'THROTTLED', outcome: 'unknown' },
      'may have taken effect',
    ],
    [
      'a large item',
      service('ValidationException', 'Item size has exceeded the maximum allowed size'),
      { code: 'ITEM_TOO_LARGE', table: 'music_items' },
      "larger than DynamoDB's 400 KB",
    ],
    [
      'a refusal of another kind',
      service('ValidationException', 'One or more parameter values were invalid'),
      { code: 'REQUEST_FAILED', outcome: 'not-applied' },
      'PutItem on table music_items failed: ValidationException',
    ],
    [
      'a server’s fault',
      service('InternalServerError', 'oops', { httpStatusCode: 500 }),
      { code: 'REQUEST_FAILED', outcome: 'unknown' },
      'Read before you write again',
    ],
    [
      'a lost answer',
      Object.assign(new Error('socket hang up'), { name: 'Error', code: 'ECONNRESET' }),
      { code: 'REQUEST_FAILED', outcome: 'unknown' },
      'Read before you write again',
    ],
    [
      'an abort under way',
      Object.assign(new Error('Request aborted'), { name: 'AbortError' }),
      { code: 'ABORTED', outcome: 'unknown' },
      'may have taken effect',
    ],
  ];

  it.each(cases)('%s', async (_, cause, fields, why) => {
    mock.on(PutItemCommand).rejects(cause);
    const error = await failure(db.music.albumInfo.save(info));
    expect(error).toMatchObject({ ...fields, cause });
    expect((error as Error).message).toContain(why);
  });

  it('a read has changed nothing, however it ends', async () => {
    mock.on(GetItemCommand).rejects(service('InternalServerError', 'oops', { httpStatusCode: 500 }));
    const error = await failure(db.music.albumTracks.load(key));
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', outcome: 'not-applied', operation: 'GetItem' });
    expect((error as Error).message).not.toContain('may have taken effect');
  });

  it('an aborted signal sends nothing', async () => {
    const reason = new Error('enough');
    const error = await failure(db.music.albumInfo.save(info, { signal: AbortSignal.abort(reason) }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-applied', cause: reason });
    expect((error as Error).message).toContain('before it was sent');
    expect(mock.calls()).toHaveLength(0);
  });

  it('is of its own class where the item is too large', async () => {
    mock.on(PutItemCommand).rejects(service('ValidationException', 'Item size to update has exceeded the maximum allowed size'));
    expect(await failure(db.music.albumInfo.save(info))).toBeInstanceOf(ItemTooLargeError);
  });
});
