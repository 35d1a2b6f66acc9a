import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { createTables, startLocalDynamoDb } from '@tempest-ts/testing';
import { CommitDatabase, CUTOFF } from '../commits/commit.js';
import { load } from '../commits/load.js';
import { bucketBytes, tableBytes } from '../commits/tier-bytes.js';
import type { JobModule } from '../harness/suite.js';
import { startS3Process } from '../servers/s3-process.js';
import { gzipLines } from '../stream/gzip-lines.js';
import { archivalConfigOf, type LayoutName } from './layouts.js';

/** The commits of a file in one layout. */
export interface LayoutArguments {
  readonly layout: LayoutName;
  readonly file: string;
  /** `null`: all. */
  readonly limit: number | null;
}

export const measure: JobModule<LayoutArguments>['measure'] = async ({ layout, file, limit }) => {
  const dynamoDb = await startLocalDynamoDb();
  const s3 = await startS3Process();
  try {
    await createTables(dynamoDb.client, CommitDatabase);
    const db = HybridLogicalDb.create(CommitDatabase, LogicalDb.create(CommitDatabase, dynamoDb.client), {
      s3Config: { bucketName: s3.bucketName, client: s3.client },
      archivalConfig: { archiveAfterDuration: { seconds: Math.ceil((Date.now() - CUTOFF.getTime()) / 1000) }, ...archivalConfigOf(layout) },
    });
    const { old } = await load(db, gzipLines(file, limit ?? undefined), CUTOFF);
    const { itemsArchived, bytesBefore } = await db.archiveOldData();
    const { PutObject: puts = 0 } = await s3.requests();
    const { pointers } = await tableBytes(dynamoDb.client);
    const objects = await bucketBytes(s3.client, s3.bucketName);
    const values = {
      old,
      items: itemsArchived,
      bytesBefore,
      pointerBytes: pointers.bytes,
      objects: objects.count,
      objectBytes: objects.bytes,
      puts,
    };
    return [{ subject: layout, values }];
  } finally {
    await Promise.all([s3.stop(), dynamoDb.stop()]);
  }
};
