// Real commits through both tiers: load, archive what is old, read everything back and compare it with the file.
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { createTables, startLocalDynamoDb } from '@tempest-ts/testing';
import { describeMachine } from '../measure/machine.js';
import { measurePhase, type PhaseOptions } from '../measure/phase.js';
import { reportPhases } from '../measure/report-phases.js';
import { count, mebibytes } from '../measure/text-table.js';
import { startS3Process } from '../servers/s3-process.js';
import { gzipLines } from '../stream/gzip-lines.js';
import { CommitDatabase } from './commit.js';
import { Differences } from './differences.js';
import { type Loaded, load } from './load.js';
import { type CommitsOptions, readOptions } from './options.js';
import { readBack } from './read-back.js';
import { reportTiers } from './report-tiers.js';
import { bucketBytes, tableBytes } from './tier-bytes.js';

const CUTOFF = new Date('2024-01-01T00:00:00Z');
const KIB = 1024;

function optionsOrExit(): CommitsOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

const { file, limit, profileFolder } = optionsOrExit();
const lines = () => gzipLines(file, limit);

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
    profileFolder,
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

  console.log(
    [
      `${count(loaded.items)} commits of ${loaded.repositories} repositories, ${count(loaded.old)} of them before ${CUTOFF.toISOString()}`,
      `Machine: ${describeMachine()}`,
      `Servers: DynamoDB ${dynamoDb.engine}, S3 local in memory; each a process of its own on this machine`,
      `This process: Node flags ${process.execArgv.filter(flag => flag.startsWith('--max')).join(' ')}; peak RSS ${mebibytes(process.resourceUsage().maxRSS * KIB)}`,
      '',
      reportPhases([loading, archiving, reading]),
      '',
      reportTiers({ before, after, objects, movedBytes }),
      '',
      ...differences.first,
      `${count(differences.count)} differences`,
    ].join('\n'),
  );
  if (differences.count > 0) process.exitCode = 1;
} finally {
  await Promise.all([s3.stop(), dynamoDb.stop()]);
}
