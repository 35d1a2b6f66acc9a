import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  archiveOf,
  Entity,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  UnreadableItemError,
  ValidationError,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { z } from 'zod';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: '{table}/{pk}/{sk}.json' })
@Entity({
  validate: 'readAndWrite',
  schema: z.strictObject({
    reader: z.string(),
    id: z.string(),
    grade: z.enum(['good', 'bad']),
    text: z.string().optional(),
    writtenAt: z.date(),
  }),
})
class Review {
  @Attribute({ name: 'partition_key' }) reader!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Attribute() grade!: 'good' | 'bad';
  @Attribute() text?: string;
  @ArchivalTimestamp() writtenAt!: Date;
  @Attribute() s3Key?: string;
}

class Reviews extends LogicalDb {
  reviews = logicalTable({ name: 'reviews', views: { all: inlineView(Review, { key: ['reader', 'id'] }) } });
}

const writtenAt = new Date('2020-05-05T00:00:00.000Z');
let servers: LocalServers;
let db: HybridLogicalDb<Reviews>;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(Reviews);
  db = HybridLogicalDb.create(Reviews, LogicalDb.create(Reviews, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
  });
});

afterAll(() => servers.stop());

describe('a schema of an entity that is archived', () => {
  it('sees the same item whichever tier holds it: where it is stored is no part of it', async () => {
    const review = { reader: 'a', id: '1', grade: 'good' as const, writtenAt };
    await db.reviews.all.save(review);
    expect((await db.archiveOldData()).itemsArchived).toBe(1);
    const loaded = await db.reviews.all.load(review);
    expect(archiveOf(loaded ?? {})).toBeDefined();
    expect(loaded).toMatchObject(review);
    await expect(db.reviews.all.save({ ...review, grade: 'dreadful' as 'bad' })).rejects.toThrow(ValidationError);
    expect(archiveOf((await db.reviews.all.load(review)) ?? {})).toBeDefined();
  });

  it('checks archived items when they are read, and stops neither archiving nor restoring', async () => {
    await servers.dynamoDb.send(
      new PutItemCommand({
        TableName: 'reviews',
        Item: { partition_key: { S: 'b' }, sort_key: { S: '1' }, grade: { S: 'dreadful' }, writtenAt: { S: writtenAt.toISOString() } },
      }),
    );
    const result = await db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 1, errors: [] });
    const key = { reader: 'b', id: '1' };
    await expect(db.reviews.all.load(key)).rejects.toThrow(UnreadableItemError);
    // The condition needs the whole row: it is restored as it is.
    await db.reviews.all.update(key, u => u.grade.set('bad'), { if: r => r.grade.ne('good') });
    expect(await db.reviews.all.load(key)).toMatchObject({ grade: 'bad' });
  });
});
