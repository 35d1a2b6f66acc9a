import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { createTables, startLocalDynamoDb, startLocalS3 } from '@tempest-ts/testing';
import { eraseAgain, eraseElsewhere, eraseFirst } from '../snippets/erasing.js';
import { createDatabase, UserDatabase } from '../snippets/readme.js';

it('does what the guide says', async () => {
  let ahead = 0;
  const [dynamoDb, s3] = [await startLocalDynamoDb(), await startLocalS3({ now: () => Date.now() + ahead })];
  try {
    await s3.client.send(new CreateBucketCommand({ Bucket: 'erasing' }));
    await createTables(dynamoDb.client, UserDatabase);
    const db = createDatabase(dynamoDb.client, s3.client, 'erasing');
    await db.users.sessions.save({ userId: 'user123', sessionId: 'session456', sessionData: '...', createdAt: new Date('2023-01-01') });
    await db.archiveOldData();

    const scheduled: Date[] = [];
    expect(await eraseFirst(db, at => scheduled.push(at))).toBe(1);
    expect(await eraseAgain(db, () => undefined)).toBe(false);
    ahead = (scheduled[0]?.getTime() ?? 0) - Date.now() + 5_000;
    const told: string[] = [];
    expect(await eraseAgain(db, text => told.push(text))).toBe(true);
    expect(told.slice(0, 2)).toEqual([
      '{"partition_key":{"S":"user123"},"sort_key":{"S":"session456"}}: row absent, 0 objects left, 1 keys stay taken',
      expect.stringMatching(/^not proven: backups: /),
    ]);
    expect(told).toHaveLength(8);
    expect((await eraseElsewhere(db)).items[0]).toMatchObject({ row: 'absent', remaining: [], errors: [] });
  } finally {
    await Promise.all([dynamoDb.stop(), s3.stop()]);
  }
});
