import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, jest } from '@jest/globals';
import * as first from '@tempest-ts/tempest';
import { LibraryDb, Note } from '../fixtures/library.js';

type Package = typeof import('@tempest-ts/tempest');

/** The package loaded once more, as where one part of an application loads its ES modules and another its CommonJS. */
function loadSecond(): Package {
  let loaded: Package | undefined;
  jest.isolateModules(() => {
    loaded = require('@tempest-ts/tempest') as Package;
  });
  if (!loaded) throw new Error('not loaded');
  return loaded;
}

describe('two loaded copies of the package', () => {
  it('know each other’s errors for the library’s', () => {
    const second = loadSecond();
    const error = new second.ConfigurationError('no');
    expect(error).toBeInstanceOf(first.TempestError);
    expect(error).toBeInstanceOf(second.ConfigurationError);
    expect(error).not.toBeInstanceOf(second.RequestError);
    expect(new Error('no')).not.toBeInstanceOf(first.TempestError);
    expect({ code: 'INVALID_CONFIGURATION' }).not.toBeInstanceOf(first.TempestError);
  });

  it('share bound keys, bound items and sets', async () => {
    const sent: object[] = [];
    const client = {
      send: async ({ input }: { input: object }) => {
        sent.push(input);
        return {};
      },
    } as unknown as DynamoDBClient; // all that the library calls
    const second = loadSecond();
    expect(second.BatchWriteSet).not.toBe(first.BatchWriteSet);
    const key = first.LogicalDb.create(LibraryDb, client).notes.same.key({ sensor: 1, at: 1 });
    const item = first.LogicalDb.create(LibraryDb, client).notes.same.create({ sensor: 2, at: 2 });
    const db = second.LogicalDb.create(LibraryDb, client);
    expect((await db.batchLoad([key])).getItems(Note)).toEqual([]);
    expect((await db.batchWrite(new first.BatchWriteSet().clobber(item).delete(key))).isSuccessful).toBe(true);
    await db.transactionWrite(new first.TransactionWriteSet().save(item).delete(key));
    expect(sent).toHaveLength(3);
  });
});
