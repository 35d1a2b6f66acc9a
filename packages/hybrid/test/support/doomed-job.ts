/**
 * A run as a process of its own, which is killed with SIGKILL at one of its requests: before it is sent, or when it has been answered and nobody knows yet. Its argument is a
 * `DoomedJob` as JSON. Prints how many requests it sent, and its result, where it lives.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { exportFolder, fileCheckpoints, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { limitPages } from './limit-pages.js';
import { MovedItemDatabase } from './moved-items.js';
import { ItemDatabase } from './plain-items.js';

/** Where stores are. */
export interface DoomedPlace {
  readonly dynamoDb: string;
  readonly s3: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucketName: string;
  readonly table: string;
  readonly keyPrefix: string;
}

/** What a process does. */
export interface DoomedJob {
  readonly place: DoomedPlace;
  readonly job: 'migrate' | 'restore' | 'release' | 'import';
  /** The folder of the export to import. */
  readonly export?: string;
  /** How today's declarations would have it. */
  readonly layout: 'single' | 'packed';
  readonly moved: boolean;
  readonly checkpoint: string;
  /** The request at which it is killed, from 1; 0: none. */
  readonly diesAt: number;
  readonly diesAnswered: boolean;
}

const { place, job, layout, moved, checkpoint, diesAt, diesAnswered, export: folder = '' }: DoomedJob = JSON.parse(process.argv[2] ?? '{}');
const { dynamoDb: dynamoEndpoint, s3: s3Endpoint, accessKeyId, secretAccessKey, bucketName, table, keyPrefix } = place;

let requests = 0;

const CHANGES = /^(Update|Put|Delete)(Item|Object)Command$/;

/** Counts what changes anything, and dies at one of them. */
async function doomed<T>(name: string | undefined, send: () => Promise<T>): Promise<T> {
  if (!CHANGES.test(name ?? '')) return send();
  requests += 1;
  const isLast = requests === diesAt;
  if (isLast && !diesAnswered) process.kill(process.pid, 'SIGKILL');
  const answer = await send();
  if (isLast) process.kill(process.pid, 'SIGKILL');
  return answer;
}

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const dynamoDb = new DynamoDBClient({ ...local, endpoint: dynamoEndpoint });
limitPages(dynamoDb, 10);
const client = new S3Client({ ...local, credentials: { accessKeyId, secretAccessKey }, endpoint: s3Endpoint, forcePathStyle: true });
// Within the SDK's retries, so that each send counts.
const LAST = { step: 'finalizeRequest', priority: 'low', name: 'doom' } as const;
dynamoDb.middlewareStack.add((next, context) => args => doomed(context.commandName, () => next(args)), LAST);
client.middlewareStack.add((next, context) => args => doomed(context.commandName, () => next(args)), LAST);
const config = {
  s3Config: { bucketName, keyPrefix, client },
  archivalConfig: { segments: 2, concurrency: 8, layout, packBytes: 64 * 1024 },
  legacyPointers: true,
} as const;
const options = { tableNameResolver: () => table };
const db = moved
  ? HybridLogicalDb.create(MovedItemDatabase, LogicalDb.create(MovedItemDatabase, dynamoDb, options), config)
  : HybridLogicalDb.create(ItemDatabase, LogicalDb.create(ItemDatabase, dynamoDb, options), config);
const checkpoints = fileCheckpoints(checkpoint);

/** What has no checkpoints of its own to keep. */
async function resumed<T extends { readonly complete: boolean }>(run: (resumeFrom: string | undefined) => Promise<T>): Promise<T> {
  const result = await run(await checkpoints.load());
  if (result.complete) await checkpoints.clear();
  return result;
}

const JOBS = {
  migrate: () => db.migrateArchive({ checkpoints }),
  import: () => db.importExport(exportFolder(folder), { tier: 'by-age', checkpoints }),
  restore: () => resumed(resumeFrom => db.restore('all', { resumeFrom })),
  release: () => resumed(resumeFrom => db.releaseRestored({ resumeFrom })),
};

async function main(): Promise<void> {
  const { complete, errorCount } = await JOBS[job]();
  process.stdout.write(JSON.stringify({ requests, complete, errorCount }), () => process.exit(0));
}

main().catch((error: Error) => {
  process.stderr.write(String(error.stack), () => process.exit(1));
});
