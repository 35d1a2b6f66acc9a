import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'notes/{pk}/{sk}.json' })
export class Note {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Attribute() text!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

export class NoteDb extends LogicalDb {
  notes = logicalTable({ name: 'notes', views: { all: inlineView(Note, { key: ['owner', 'id'] }) } });
}

/** Items that one archiver has on their way at once. */
export const CONCURRENCY = 4;

export function createNoteDb(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): HybridLogicalDb<NoteDb> {
  const archivalConfig = { segments: 1, concurrency: CONCURRENCY, batchSwaps: false };
  return HybridLogicalDb.create(NoteDb, LogicalDb.create(NoteDb, dynamoDb), { s3Config: { bucketName, client }, archivalConfig });
}

/** A note; those of even numbers are old enough to move. */
export function noteNumber(n: number): Pick<Note, 'owner' | 'id' | 'text' | 'createdAt'> {
  const createdAt = n % 2 === 0 ? new Date(Date.UTC(2020, n % 12)) : new Date();
  return { owner: `owner-${n % 23}`, id: `note-${n}`, text: `text of note ${n} `.repeat(20), createdAt };
}
