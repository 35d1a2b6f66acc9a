import { type AttributeValue, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { archiveOf, beginsWith } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
  await stage.archive('a');
});
afterEach(() => void servers.s3.middlewareStack.remove('act before GET'));
afterAll(() => servers.stop());

/** Lets the row move on after it was read, and before its object is; `times`: how often. */
function beforeGet(act: (key: string) => Promise<unknown>, times = 1): void {
  let left = times;
  servers.s3.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName === 'GetObjectCommand' && left > 0) {
        left -= 1;
        await act((args.input as { Key: string }).Key);
      }
      return next(args);
    },
    { step: 'initialize', name: 'act before GET' },
  );
}

const erase = (Key: string) => servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key }));
const saveAgain = (sessionData: string, createdAt = old, userGroup = 'g') =>
  stage.db.users.sessions.save({ ...stage.key('a'), sessionData, createdAt, userGroup });

describe('a pointer whose object is gone because the row moved on while it was read', () => {
  it('to hot: the new state is returned', async () => {
    beforeGet(async key => {
      await saveAgain('hot again');
      await erase(key);
    });
    const item = await stage.load('a');
    expect(item).toMatchObject({ sessionData: 'hot again' });
    expect(archiveOf(item ?? {})).toBeUndefined();
    expect(item?.s3Key).toBeUndefined();
  });

  it('to another object: that is read', async () => {
    beforeGet(async key => {
      await saveAgain('archived again');
      await stage.db.archiveOldData();
      await erase(key);
    });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'archived again', s3Key: expect.stringMatching(/a\.json~/) });
  });

  it('to another object under the same key: that is read', async () => {
    beforeGet(async key => {
      await saveAgain('archived again');
      await erase(key);
      await stage.db.archiveOldData();
    });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'archived again', s3Key: `${stage.prefix}sessions/user/a.json` });
  });

  it('to nothing: there is no item', async () => {
    beforeGet(async key => {
      await servers.dynamoDb.send(new DeleteItemCommand({ TableName: stage.table, Key: stage.rawKey('a') }));
      await erase(key);
    });
    expect(await stage.load('a')).toBeUndefined();
  });

  it('again and again: it is given up after a number of states', async () => {
    let round = 0;
    beforeGet(async key => {
      round += 1;
      await erase(key);
      await saveAgain(`round ${round}`);
      await stage.updateRaw('a', 'SET s3Archive = :p, s3Key = :k', {
        ':p': { M: pointer(String(round).padStart(22, 'x')) },
        ':k': { S: `${stage.prefix}nowhere/${round}` },
      });
    }, 1_000);
    await expect(stage.load('a')).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'unsettled' });
    expect(round).toBe(10);
  });
});

function pointer(attempt: string): Record<string, AttributeValue> {
  const number = { N: '1' };
  return { v: number, a: { S: attempt }, c: { S: 'x'.repeat(43) }, b: number, z: number, t: number, k: { L: [] } };
}

describe('an index row is read again through its base row', () => {
  it('and is the new state', async () => {
    beforeGet(async key => {
      await saveAgain('hot again');
      await erase(key);
    });
    const { contents } = await stage.db.users.recent.query(beginsWith({ userGroup: 'g' }));
    expect(contents).toEqual([expect.objectContaining({ sessionData: 'hot again' })]);
  });

  it('and is left out where it no longer matches the query', async () => {
    beforeGet(async key => {
      await saveAgain('moved to another group', old, 'other');
      await erase(key);
    });
    const page = await stage.db.users.recent.query(beginsWith({ userGroup: 'g' }));
    expect(page.contents).toEqual([]);
    expect(page.failures).toEqual([]);
  });

  it('and is left out of a scan where it left the index', async () => {
    beforeGet(async key => {
      await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'without a group', createdAt: old });
      await erase(key);
    });
    expect((await stage.db.users.recent.scan()).contents).toEqual([]);
  });
});

describe('an attribute that a writer without this library adds to an archived row', () => {
  it('wins over what was archived', async () => {
    await stage.updateRaw('a', 'SET sessionData = :new', { ':new': { S: 'set on the pointer' } });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'set on the pointer', createdAt: old, userGroup: 'g' });
  });
});
