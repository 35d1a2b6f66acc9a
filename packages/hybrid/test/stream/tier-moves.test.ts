import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { archiveOf, isTierMove, type StreamRecord, tierMoveFilterCriteria } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { contentDigest } from '../../src/body/content-digest.js';
import { rows } from '../body/arbitrary-row.js';
import { UserSession } from '../fixtures/sessions.js';
import { old, Stage, young } from '../support/stage.js';
import { streamMatches } from './stream-matches.js';

type Image = Record<string, AttributeValue>;

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
});
afterAll(() => servers.stop());

/** As Lambda gets it: bytes in base64. */
const asLambda = (record: StreamRecord): StreamRecord =>
  JSON.parse(JSON.stringify(record, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)));

/** The record that a stream would have of what happens to item `a`, in the SDK's shape. */
async function recordOf(
  happens: () => Promise<unknown>,
): Promise<StreamRecord & { readonly dynamodb: { OldImage?: Image; NewImage?: Image } }> {
  const OldImage = await stage.row('a');
  await happens();
  const NewImage = await stage.row('a');
  const eventName = OldImage ? (NewImage ? 'MODIFY' : 'REMOVE') : 'INSERT';
  return { eventName, dynamodb: { ...(OldImage && { OldImage }), ...(NewImage && { NewImage }) } };
}
const delivered = (record: StreamRecord): boolean => streamMatches(tierMoveFilterCriteria(), asLambda(record));
const isMove = (record: StreamRecord): boolean => {
  const inBothShapes = [isTierMove(record), isTierMove(asLambda(record))];
  expect(inBothShapes[0]).toBe(inBothShapes[1]);
  return inBothShapes[0] === true;
};
const save = (fields: object = {}) =>
  stage.db.users.sessions.save({ ...stage.key('a'), userGroup: 'g', sessionData: 'data of a', createdAt: old, ...fields });
const archive = () => stage.db.archiveOldData();
/** An update that needs what moved restores the row first: the record of that alone. */
async function restoreRecord(): Promise<StreamRecord> {
  let record: StreamRecord | undefined;
  servers.dynamoDb.middlewareStack.add(
    (next, context) => async args => {
      const input = args.input as { readonly UpdateExpression?: string };
      if (context.commandName !== 'UpdateItemCommand' || !input.UpdateExpression?.includes('if_not_exists')) return next(args);
      const OldImage = (await stage.row('a')) ?? {};
      const result = await next(args);
      record = { eventName: 'MODIFY', dynamodb: { OldImage, NewImage: (await stage.row('a')) ?? {} } };
      return result;
    },
    { step: 'initialize', name: 'watch' },
  );
  await stage.db.users.sessions.update(stage.key('a'), session => [session.sessionData.set('changed')]);
  servers.dynamoDb.middlewareStack.remove('watch');
  if (!record) throw new Error('nothing was restored');
  return record;
}

describe('a stream record', () => {
  it('of a move to S3 is a move, and the filter keeps it from the function', async () => {
    await save();
    const record = await recordOf(archive);
    expect(isMove(record)).toBe(true);
    expect(delivered(record)).toBe(false);
  });

  it('of a move back is a move, which the filter cannot tell and lets through', async () => {
    await save();
    await archive();
    const record = await restoreRecord();
    expect(isMove(record)).toBe(true);
    expect(delivered(record)).toBe(true);
  });

  it('of a move back of a row that gained attributes is a move', async () => {
    await save();
    await archive();
    await stage.updateRaw('a', 'SET extra = :x', { ':x': { S: 'gained' } });
    expect(isMove(await restoreRecord())).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a save over an archived item, though all that its row kept is the same', () => save({ sessionData: 'other' })],
    ['a delete of an archived item', () => stage.db.users.sessions.deleteKey(stage.key('a'))],
    ['a change of an archived row by another writer', () => stage.updateRaw('a', 'SET extra = :x', { ':x': { S: 'gained' } })],
    [
      'a move back to which a moved attribute was set by another writer',
      () => stage.updateRaw('a', 'SET sessionData = :x', { ':x': { S: 'x' } }),
    ],
  ])('of %s is none, and is delivered', async (_, change) => {
    await save();
    await archive();
    const record = await recordOf(change);
    expect(isMove(record)).toBe(false);
    expect(delivered(record)).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an insert', () => save()],
    ['a change', async () => save({ createdAt: young })],
  ])('of %s of a hot item is none, and is delivered', async (name, change) => {
    if (name === 'a change') await save();
    const record = await recordOf(change);
    expect(isMove(record)).toBe(false);
    expect(delivered(record)).toBe(true);
  });

  it('of a move with which anything else changed is a change', async () => {
    await save();
    const { eventName, dynamodb } = await recordOf(archive);
    const { OldImage = {}, NewImage = {} } = dynamodb;
    const changed: readonly (readonly [Image, Image])[] = [
      [OldImage, { ...NewImage, user_group: { S: 'other' } }],
      [OldImage, { ...NewImage, more: { S: 'x' } }],
      [{ ...OldImage, lost: { S: 'x' } }, NewImage],
      [{ ...OldImage, sessionData: { S: 'a pointer from a backup, put over what is newer' } }, NewImage],
      [NewImage, { ...OldImage, sessionData: { S: 'saved at the same time' } }],
      [NewImage, { ...OldImage, more: { S: 'x' } }],
    ];
    for (const [before, after] of changed) expect(isMove({ eventName, dynamodb: { OldImage: before, NewImage: after } })).toBe(false);
    expect(isMove({ eventName, dynamodb: { OldImage: NewImage, NewImage: OldImage } })).toBe(true);
  });

  it('of an insert of a pointer, as a table that is filled from a backup has, is delivered', async () => {
    await save();
    await archive();
    expect(delivered({ eventName: 'INSERT', dynamodb: { NewImage: (await stage.row('a')) ?? {} } })).toBe(true);
  });

  it('without both images is refused, as a move could not be told from a change', () => {
    expect(() => isTierMove({ eventName: 'MODIFY', dynamodb: { NewImage: {} } })).toThrow('NEW_AND_OLD_IMAGES');
    expect(isTierMove({ eventName: 'REMOVE', dynamodb: {} })).toBe(false);
    expect(isTierMove({})).toBe(false);
  });
});

describe('the digest of what moved', () => {
  it('is the same for one content, in whatever order and shape, and another for another', () => {
    const reversed = (value: AttributeValue): AttributeValue => {
      if (value.M)
        return {
          M: Object.fromEntries(
            Object.entries(value.M)
              .reverse()
              .map(([name, member]) => [name, reversed(member)]),
          ),
        };
      if (value.L) return { L: value.L.map(reversed) };
      if (value.SS) return { SS: [...value.SS].reverse() };
      if (value.NS) return { NS: [...value.NS].reverse() };
      return value.BS ? { BS: [...value.BS].reverse() } : value;
    };
    fc.assert(
      fc.property(rows, row => {
        const image = asLambda({ eventName: 'MODIFY', dynamodb: { OldImage: row, NewImage: {} } });
        expect(contentDigest(reversed({ M: row }).M ?? {})).toBe(contentDigest(row));
        expect(contentDigest({ ...row, more: { BOOL: true } })).not.toBe(contentDigest(row));
        expect(isTierMove(image)).toBe(false);
      }),
    );
    expect(contentDigest({ a: { N: '1E2' } })).toBe(contentDigest({ a: { N: '100' } }));
    expect(contentDigest({ a: { SS: ['1'] } })).not.toBe(contentDigest({ a: { NS: ['1'] } }));
  });
});

describe('hydrateImage', () => {
  const image = async () => asLambda({ dynamodb: { NewImage: (await stage.row('a')) ?? {} } }).dynamodb?.NewImage ?? {};

  it('makes the whole item of an archived row’s image, by its class, and tells where it was', async () => {
    await save();
    const hot = await image();
    await archive();
    const archived = await image();
    await stage.db.users.sessions.deleteKey(stage.key('a'));
    for (const each of [hot, archived]) {
      const item = await stage.db.hydrateImage(each);
      expect(item).toBeInstanceOf(UserSession);
      expect(item).toMatchObject({ ...stage.key('a'), sessionData: 'data of a', createdAt: old });
      expect(archiveOf(item ?? {}) !== undefined).toBe(each === archived);
    }
    const session: UserSession | undefined = await stage.db.hydrateImage(archived, { entity: UserSession });
    expect(session?.sessionData).toBe('data of a');
  });

  it('answers undefined for rows of no class, of another class or table', async () => {
    await save();
    const row = await image();
    expect(await stage.db.hydrateImage({ other: { S: 'x' } })).toBeUndefined();
    expect(await stage.db.hydrateImage(row, { tableName: 'elsewhere' })).toBeUndefined();
    expect(await stage.db.hydrateImage(row, { entity: class Other {} })).toBeUndefined();
  });

  it('says so where the object is gone or the pointer damaged', async () => {
    await save();
    await archive();
    const row = await image();
    await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: `${stage.prefix}sessions/user/a.json` }));
    await expect(stage.db.hydrateImage(row)).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing', applied: false });
    await expect(stage.db.hydrateImage({ ...row, s3Archive: { S: 'x' } })).rejects.toMatchObject({ reason: 'bad-pointer' });
    const signal = AbortSignal.abort();
    await expect(stage.db.hydrateImage(row, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
