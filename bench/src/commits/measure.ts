import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { createTables, startLocalDynamoDb } from '@tempest-ts/testing';
import type { JobModule, Measured } from '../harness/suite.js';
import { measurePhase, type Phase, type PhaseOptions } from '../measure/phase.js';
import { startS3Process } from '../servers/s3-process.js';
import { gzipLines } from '../stream/gzip-lines.js';
import { CommitDatabase, CUTOFF } from './commit.js';
import { Differences } from './differences.js';
import { type Loaded, load } from './load.js';
import { readBack } from './read-back.js';
import { bucketBytes, type Sized, tableBytes } from './tier-bytes.js';

/** The commits of a file. */
export interface CommitsArguments {
  readonly file: string;
  /** `null`: all. */
  readonly limit: number | null;
}

const phaseOf = ({ name, requests, ...values }: Phase): Measured => ({ subject: name, values: { kind: 'phase', ...values } });

const requestsOf = ({ name, items, requests }: Phase): readonly Measured[] =>
  Object.entries(requests).map(([operation, sent]) => ({ subject: `${name}: ${operation}`, values: { kind: 'request', items, sent } }));

const tierOf = (subject: string, { count, bytes }: Sized): Measured => ({ subject, values: { kind: 'tier', items: count, bytes } });

/** Loads the commits, archives what is old, reads everything back and compares it with the file. */
export const measure: JobModule<CommitsArguments>['measure'] = async ({ file, limit }) => {
  const lines = () => gzipLines(file, limit ?? undefined);
  const dynamoDb = await startLocalDynamoDb();
  const s3 = await startS3Process();
  try {
    await createTables(dynamoDb.client, CommitDatabase);
    // A clock of whole seconds that stands still puts the end of the age exactly at the cutoff.
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const db = HybridLogicalDb.create(CommitDatabase, LogicalDb.create(CommitDatabase, dynamoDb.client), {
      s3Config: { bucketName: s3.bucketName, client: s3.client },
      archivalConfig: { archiveAfterDuration: { seconds: (now.getTime() - CUTOFF.getTime()) / 1000 } },
      clock: () => now,
    });
    const options: PhaseOptions = {
      profileFolder: undefined,
      countRequests: async () =>
        Object.fromEntries([
          ...Object.entries(dynamoDb.requests.byOperation).map(([name, sent]) => [`DynamoDB ${name}`, sent]),
          ...Object.entries(await s3.requests()).map(([name, sent]) => [`S3 ${name}`, sent]),
        ]),
    };
    const differences = new Differences();

    let loaded: Loaded = { items: 0, old: 0, repositories: 0 };
    const loading = await measurePhase('load', options, async () => {
      loaded = await load(db, lines(), CUTOFF);
      return loaded.items;
    });
    const before = await tableBytes(dynamoDb.client);

    let movedBytes = 0;
    const archiving = await measurePhase('archive', options, async () => {
      const result = await db.archiveOldData();
      for (const { stage, key, cause } of result.errors) differences.add(`archive, ${stage}, ${JSON.stringify(key)}: ${cause}`);
      if (!result.complete) differences.add('the archive run did not see the whole table');
      movedBytes = result.bytesBefore;
      return result.itemsArchived;
    });
    const after = await tableBytes(dynamoDb.client);
    const objects = await bucketBytes(s3.client, s3.bucketName);

    const reading = await measurePhase('read', options, () => readBack(db, lines(), CUTOFF, differences));

    differences.expect('items archived', loaded.old, archiving.items);
    differences.expect('pointers in the table', loaded.old, after.pointers.count);
    differences.expect('objects in the bucket', loaded.old, objects.count);
    differences.expect('items read back', loaded.items, reading.items);
    differences.expect('bytes that moved', before.whole.bytes - after.whole.bytes, movedBytes);

    const phases = [loading, archiving, reading];
    return [
      ...phases.map(phaseOf),
      ...phases.flatMap(requestsOf),
      tierOf('DynamoDB before, all', before.whole),
      tierOf('DynamoDB before, those that moved', { count: after.pointers.count, bytes: movedBytes }),
      tierOf('DynamoDB after, pointers', after.pointers),
      tierOf('DynamoDB after, hot', after.whole),
      tierOf('S3 objects', objects),
      { subject: 'differences', values: { kind: 'differences', count: differences.count, first: differences.first.join('; ') } },
    ];
  } finally {
    await Promise.all([s3.stop(), dynamoDb.stop()]);
  }
};
