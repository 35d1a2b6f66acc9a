import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { bytesUnder } from '../erase/bytes-under.js';
import { ItemDatabase } from '../support/plain-items.js';

const HOUR_MS = 3_600_000;

let servers: LocalServers;
let s3: S3Client;
let aheadMs = 0;

beforeAll(async () => {
  servers = await startTestServers();
  s3 = servers.s3;
  await servers.createTables(ItemDatabase);
  // No gateway lets its time be moved: what it says of the past is moved back.
  s3.middlewareStack.add(
    next => async args => {
      const result = await next(args);
      const { Versions = [], Contents = [] } = result.output as { readonly Versions?: Dated[]; readonly Contents?: Dated[] }; // of any command
      for (const object of [...Versions, ...Contents]) object.LastModified = new Date(object.LastModified.getTime() - aheadMs);
      return result;
    },
    { step: 'initialize', name: 'aheadOfTime' },
  );
});
afterAll(() => servers.stop());

interface Dated {
  LastModified: Date;
}

it.each([false, true])(
  'where a bucket keeps versions: %s, an erased item is gone after its second pass, whichever keys and versions held it, and its neighbour stays',
  async keepsVersions => {
    aheadMs = 0;
    const bucketName = `erased-${crypto.randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
    if (keepsVersions)
      await s3.send(new PutBucketVersioningCommand({ Bucket: bucketName, VersioningConfiguration: { Status: 'Enabled' } }));
    const db = HybridLogicalDb.create(ItemDatabase, LogicalDb.create(ItemDatabase, servers.dynamoDb), {
      s3Config: { bucketName, client: s3 },
    });
    const pk = `versions ${keepsVersions}`;
    const save = (sk: string) => db.items.all.save({ pk, sk, at: new Date('2020-01-01'), text: `${'text '.repeat(100)}${sk}` });
    for (const sk of ['a', 'ab']) await save(sk);
    await db.archiveOldData();
    await save('a');
    await db.archiveOldData();
    const key = db.items.all.key({ pk, sk: 'a' });
    const first = await db.erase([key]);
    expect(first.items[0]).toMatchObject({ row: 'deleted', errors: [] });
    expect(first.complete).toBe(false);
    aheadMs = 3 * HOUR_MS;
    const second = await db.erase([key], { secondPass: true });
    expect(second.items[0]).toMatchObject({ row: 'absent', versionsErased: 2, remaining: [], errors: [] });
    expect(second.complete).toBe(true);
    const left = Object.keys(await bytesUnder({ ...servers, bucketName }, 'items/'));
    expect(left).toEqual([expect.stringContaining('ab')]);
    expect(await db.items.all.load({ pk, sk: 'ab' })).toMatchObject({ sk: 'ab' });
    await db.items.all.deleteKey({ pk, sk: 'ab' });
  },
);
