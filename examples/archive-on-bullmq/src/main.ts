// The whole of it on one machine, with the Redis of REDIS_HOST and REDIS_PORT: local servers, sessions, two workers and a producer, each a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';
import { seedSessions } from './seed-sessions.js';
import { UserDatabase } from './user-database.js';

const SESSIONS = 2_000;
const WORKERS = 2;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const servers = await startLocalServers();
const programs: ChildProcess[] = [];

function run(program: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL(program, import.meta.url)), ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: servers.dynamoDbServer.endpoint,
      AWS_ENDPOINT_URL_S3: servers.s3Server?.endpoint,
      S3_PATH_STYLE: 'true',
      BUCKET_NAME: servers.bucketName,
    },
  });
  programs.push(child);
  return child;
}

const ended = async (child: ChildProcess): Promise<number | null> => child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];

try {
  await servers.createTables(UserDatabase);
  const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
  });
  await seedSessions(db, SESSIONS);
  const workers = Array.from({ length: WORKERS }, () => run('worker.ts'));
  const produced = await ended(run('producer.ts', '--segments', '8'));
  for (const worker of workers) worker.kill('SIGTERM');
  const codes = await Promise.all(workers.map(ended));
  let sessions = 0;
  for await (const _ of db.users.sessions.scanAllContents()) sessions += 1;
  const { clean } = await db.verifyArchive();
  const ok = produced === 0 && codes.every(code => code === 0) && sessions === SESSIONS && clean;
  console.log(`${sessions} of ${SESSIONS} sessions read, the archive is ${clean ? 'clean' : 'NOT clean'}: ${ok ? 'OK' : 'FAILED'}`);
  if (!ok) process.exitCode = 1;
} finally {
  for (const child of programs) child.kill('SIGTERM');
  await Promise.all(programs.map(ended));
  await servers.stop();
}
