import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { createArchiveHandlers, type LambdaContext, type ReportOutput } from '@tempest-ts/aws';
import type { ArchiveShard } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { createDatabase, SessionDatabase } from './session-database.js';

const STATE_BUCKET = 'archive-state';
const OLD = new Date('2024-01-01T00:00:00Z');

/** An invocation of four seconds, two of which are kept to end in: a shard takes several. */
function invocation(number: number): LambdaContext {
  const end = Date.now() + 4_000;
  return { getRemainingTimeInMillis: () => end - Date.now(), awsRequestId: `invocation-${number}` };
}

/** Plays the state machine's part on local servers: plan, every shard until it is complete, report. */
export async function runLocally(servers: LocalServers, sessions: number, print: (line: string) => void): Promise<ReportOutput> {
  const { dynamoDb, s3, bucketName } = servers;
  await servers.createTables(SessionDatabase);
  await s3.send(new CreateBucketCommand({ Bucket: STATE_BUCKET }));
  const db = createDatabase(dynamoDb, { bucketName, client: s3 });
  for (let index = 0; index < sessions; index += 1)
    await db.users.sessions.save({
      userId: `user${index % 20}`,
      sessionId: `s${index}`,
      sessionData: 'some data '.repeat(50),
      createdAt: OLD,
    });

  const { archive, plan, report } = createArchiveHandlers({ db, state: { client: s3, bucketName: STATE_BUCKET }, deadlineMarginMs: 2_000 });
  let calls = 0;
  const { run, bucket, shardsKey } = await plan({}, invocation(calls));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: shardsKey }));
  const shards: readonly ArchiveShard[] = JSON.parse((await Body?.transformToString()) ?? '');
  print(`run ${run}: ${shards.length} shards`);
  for (const shard of shards) {
    for (let again = true; again; ) {
      calls += 1;
      const output = await archive({ shard, limits: { writeCapacityPerSecond: 20 } }, invocation(calls));
      print(`shard ${shard.index}: ${output.itemsArchived} items${output.again ? ', and there is more' : ''}`);
      again = output.again;
    }
  }
  const total = await report({ run }, invocation(calls + 1));
  print(`${total.itemsArchived} items in ${total.shardsComplete} of ${total.shards} shards, by ${calls} calls`);
  return total;
}
