import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  type Condition,
  Discriminator,
  HybridLogicalDb,
  HybridTable,
  InvalidExpressionError,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
  type Terms,
  TimeToLive,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { old } from '../support/stage.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'notes/{pk}/{sk}.json' })
abstract class Note {
  @Attribute({ name: 'partition_key' }) room!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Discriminator({ name: 'kind_of_note' }) readonly kind!: string;
  @Attribute() topic!: string;
  @Attribute() text!: string;
  @ArchivalTimestamp() writtenAt!: Date;
  @TimeToLive() gone?: Date;
}

class Memo extends Note {
  override readonly kind = 'memo';
}

class NoteDb extends LogicalDb {
  notes = logicalTable({
    name: 'notes',
    indexes: { by_topic: { partitionKey: 'topic', sortKey: 'writtenAt' } },
    views: {
      memos: inlineView(Memo, { key: ['room', 'id'] }),
      byTopic: secondaryIndex(Memo, { index: 'by_topic', key: ['topic', 'writtenAt'] }),
    },
  });
}

let servers: LocalServers;
let db: HybridLogicalDb<NoteDb>;
let notes: NoteDb['notes'];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(NoteDb);
  db = HybridLogicalDb.create(NoteDb, LogicalDb.create(NoteDb, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
  });
  notes = db.notes;
});
afterAll(() => servers.stop());
afterEach(() => {
  servers.s3.middlewareStack.remove('move the row');
  servers.dynamoDb.middlewareStack.remove('see filters');
});

async function archived(room: string, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await notes.memos.save({ room, id, topic: room, text: `text of ${id}`, writtenAt: old });
  expect(await db.archiveOldData()).toMatchObject({ errors: [] });
}

/** Between the read of a pointer and that of its object, the row is written anew and the object goes. */
function moveBeforeGet(move: () => Promise<unknown>): void {
  let isMoved = false;
  servers.s3.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName === 'GetObjectCommand' && !isMoved) {
        isMoved = true;
        await move();
        await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: (args.input as { Key: string }).Key }));
      }
      return next(args);
    },
    { step: 'initialize', name: 'move the row' },
  );
}

describe('a filter on what archived rows keep, which DynamoDB can answer', () => {
  const moved = (room: string) => notes.memos.save({ room, id: 'a', topic: 'elsewhere', text: 'moved', writtenAt: old });

  it.each([
    ['a query', 'q', () => notes.memos.query(beginsWith({ room: 'q' }), { filter: n => n.topic.eq('q') })],
    ['a scan', 's', () => notes.memos.scan({ filter: n => n.topic.eq('s') })],
    ['a scan of the index that it is the key of', 'i', () => notes.byTopic.scan({ filter: n => n.topic.eq('i') })],
  ] as const)('is asked again, by %s, of a row that moved on while it was read', async (_, room, read) => {
    await archived(room, 'a');
    moveBeforeGet(() => moved(room));
    const page = await read();
    expect(page.contents).toEqual([]);
    expect(page.failures).toEqual([]);
  });

  it('finds the row as it is now, where that fits', async () => {
    await archived('n', 'a');
    moveBeforeGet(() => notes.memos.save({ room: 'n', id: 'a', topic: 'n', text: 'moved', writtenAt: old }));
    const { contents } = await notes.byTopic.scan({ filter: n => n.topic.eq('n') });
    expect(contents).toEqual([expect.objectContaining({ text: 'moved' })]);
  });
});

describe('a filter at DynamoDB’s limits', () => {
  const MAX_BYTES = 4096;
  const MAX_OPERATORS = 300;
  const operators = (filter: string) => filter.match(/\b(OR|AND|NOT|IN|attribute_\w+|begins_with)\b|<=|=/g)?.length ?? 0;

  /** The user's part of the filters sent while `act` runs: whether there was one, and that none passed a limit. */
  async function sentWhile(act: () => Promise<unknown>): Promise<readonly boolean[]> {
    const sent: string[] = [];
    servers.dynamoDb.middlewareStack.add(
      (next, context) => args => {
        const { FilterExpression } = args.input as { FilterExpression?: string };
        if (context.commandName === 'QueryCommand') sent.push(FilterExpression ?? '');
        return next(args);
      },
      { step: 'initialize', name: 'see filters' },
    );
    await act();
    servers.dynamoDb.middlewareStack.remove('see filters');
    expect(Math.max(...sent.map(each => Buffer.byteLength(each)))).toBeLessThanOrEqual(MAX_BYTES);
    expect(Math.max(...sent.map(operators))).toBeLessThanOrEqual(MAX_OPERATORS);
    return sent.map(each => each.length > MAX_BYTES / 4);
  }

  const text = (number: number) => (number === 0 ? 'text of a' : `text ${number}`);
  const condition = beginsWith({ room: 'l' });

  /** Of the longest filter that a user may give, and of shorter ones: whether DynamoDB was asked. */
  async function asked(counts: readonly number[], filterOf: (count: number) => (memo: Terms<Memo, 'room' | 'id'>) => Condition) {
    const inServer: boolean[] = [];
    for (const count of counts) {
      const sent = await sentWhile(async () => {
        const { contents } = await notes.memos.query(condition, { filter: filterOf(count), hideExpired: true });
        expect(contents.map(({ id }) => id)).toEqual(['a']);
      });
      inServer.push(...sent);
    }
    return inServer;
  }
  const downFrom = (count: number, steps: number) => Array.from({ length: steps }, (_, step) => count - step);

  it('is measured with all that the library adds to it: where the whole would not fit, it is asked here', async () => {
    await archived('l', 'a', 'b');
    const filterOf = (count: number) => (memo: Terms<Memo, 'room' | 'id'>) =>
      memo.text.in(...(Array.from({ length: count }, (_, number) => text(number)) as [string, ...string[]])); // one at least
    let longest = 700;
    while (await notes.memos.query(condition, { filter: filterOf(longest) }).then(() => false, isTooLong)) longest -= 1;
    const inServer = await asked(downFrom(longest, 20), filterOf);
    expect(inServer[0]).toBe(false);
    expect(inServer.at(-1)).toBe(true);
  });

  it('is counted in operators with all that the library adds to it', async () => {
    const filterOf = (count: number) => (memo: Terms<Memo, 'room' | 'id'>) =>
      Array.from({ length: count - 1 }, (_, number) => text(number + 1)).reduce<Condition>(
        (all, each) => all.or(memo.text.eq(each)),
        memo.text.eq(text(0)),
      );
    const inServer = await asked(downFrom(150, 8), filterOf); // 299 operators
    expect(inServer[0]).toBe(false);
    expect(inServer.at(-1)).toBe(true);
  });
});

function isTooLong(error: unknown): boolean {
  if (error instanceof InvalidExpressionError) return true;
  throw error;
}
