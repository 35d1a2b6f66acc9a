import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { ArchiveQueue, type ArchiveRunReport, ArchiveWorker, type ArchiveWorkerOptions } from '@tempest-ts/bullmq';
import { archiveOf, type HybridOperations, RequestError } from '@tempest-ts/hybrid';
import { openTelemetry } from '@tempest-ts/opentelemetry';
import type { LocalServers } from '@tempest-ts/testing';
import { Queue } from 'bullmq';
import { startRedis, type TestRedis } from '../../../../test-support/start-redis.js';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { CONCURRENCY, createNoteDb, type Note, NoteDb, noteNumber } from '../support/notes.js';
import { type WorkerCrew, workerCrew } from '../support/worker-crew.js';

const ITEMS = 400;
const OLD = ITEMS / 2;
const SHARDS = 12;
const KILLS = 4;
const LOCK_MS = 1_500;

let servers: LocalServers;
let redis: TestRedis;
let db: ReturnType<typeof createNoteDb>;
let queue: ArchiveQueue;
let queueName: string;
let queues = 0;
const workers: ArchiveWorker[] = [];

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(async () => {
  await redis?.stop();
});

beforeEach(async () => {
  servers = await startTestServers();
  await servers.createTables(NoteDb);
  db = createNoteDb(servers.dynamoDb, servers.s3, servers.bucketName);
  queues += 1;
  queueName = `archive-${queues}`;
  queue = new ArchiveQueue(db, { ...place(), backoffMs: 100 });
  await Promise.all(Array.from({ length: ITEMS }, (_, n) => db.notes.all.save(noteNumber(n))));
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map(worker => worker.close()));
  await queue?.close();
  db?.close();
  await servers?.stop();
});

const place = () => ({ connection: { host: '127.0.0.1', port: redis.port }, queueName });

function startWorker(options: Partial<ArchiveWorkerOptions> = {}): ArchiveWorker {
  const worker = new ArchiveWorker(db, { ...place(), lockMs: LOCK_MS, ...options });
  workers.push(worker);
  return worker;
}

async function hireCrew(writeCapacityPerSecond: number): Promise<WorkerCrew> {
  const { dynamoDb, dynamoDbServer, s3, bucketName } = servers;
  const { protocol, hostname, port, path } = (await s3.config.endpoint?.()) ?? {
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: 0,
    path: '/',
  };
  return workerCrew({
    redisPort: redis.port,
    queueName,
    dynamoDbEndpoint: dynamoDbServer.endpoint,
    s3Endpoint: `${protocol}//${hostname}:${port}${path}`,
    dynamoDbCredentials: await dynamoDb.config.credentials(),
    s3Credentials: await s3.config.credentials(),
    bucketName,
    lockMs: LOCK_MS,
    writeCapacityPerSecond,
  });
}

async function reportOf(run: string | undefined): Promise<ArchiveRunReport> {
  for (;;) {
    const { state, report } = await queue.status(run ?? '');
    if (report) return report;
    if (state === 'failed' || state === 'unknown') throw new Error(`the run is ${state}`);
    await sleep(100);
  }
}

async function itemsOf(): Promise<Map<string, Note>> {
  const items = new Map<string, Note>();
  for await (const note of db.notes.all.scanAllContents()) items.set(note.id, note);
  return items;
}

/** Every item reads as it was saved, old ones from S3 and others not. */
async function expectEveryItem(): Promise<void> {
  const items = await itemsOf();
  expect(items.size).toBe(ITEMS);
  for (let n = 0; n < ITEMS; n += 1) {
    const expected = noteNumber(n);
    const note = items.get(expected.id);
    expect({ ...note }).toMatchObject({ ...expected, createdAt: n % 2 === 0 ? expected.createdAt : expect.any(Date) });
    expect(note && archiveOf(note) !== undefined).toBe(n % 2 === 0);
  }
  expect((await db.verifyArchive()).problemCount).toBe(0);
}

/** Of a run that is over, the queue has the report and no shard. */
async function expectGone(shards: readonly string[]): Promise<void> {
  const left = new Queue(queueName, { connection: place().connection });
  try {
    while ((await Promise.all(shards.map(shard => left.getJob(shard)))).some(job => job !== undefined)) await sleep(50);
  } finally {
    await left.close();
  }
}

async function objectsInS3(): Promise<number> {
  let count = 0;
  for (let token: string | undefined, first = true; first || token; first = false) {
    const page = await servers.s3.send(
      new ListObjectsV2Command({ Bucket: servers.bucketName, Prefix: 'notes/', ContinuationToken: token }),
    );
    count += page.KeyCount ?? 0;
    token = page.NextContinuationToken;
  }
  return count;
}

it('processes killed at random, and Redis gone for a while, lose no item and no shard', async () => {
  const crew = await hireCrew(30);
  try {
    const run = await queue.start({ segments: SHARDS });
    await Promise.all([crew.hire(), crew.hire(), crew.hire()]);
    for (let killed = 0; killed < KILLS; killed += 1) {
      await sleep(300 + Math.random() * 900);
      await crew.kill();
      if (killed === KILLS / 2) await redis.restart(500);
      await crew.hire();
    }
    const report = await reportOf(run);
    expect(report).toMatchObject({ run, complete: true, failed: [], errorCount: 0, shards: { count: SHARDS, complete: SHARDS } });
    await expectEveryItem();
    // Whoever was killed had some on their way; what they had done, nobody did again.
    expect(await objectsInS3()).toBeLessThanOrEqual(OLD + KILLS * CONCURRENCY);
  } finally {
    await crew.close();
  }
});

it('a worker that is asked to end gives its shard back with its place, ends with 0, and another goes on from there', async () => {
  const crew = await hireCrew(20);
  try {
    const run = await queue.start({ segments: 1 });
    await crew.hire();
    while ((await objectsInS3()) < 20) await sleep(50);
    expect(await crew.dismiss()).toBe(0);
    const before = await objectsInS3();
    expect(before).toBeLessThan(OLD);
    startWorker();
    const report = await reportOf(run);
    expect(report).toMatchObject({ complete: true, results: 2, itemsArchived: OLD });
    expect(await objectsInS3()).toBeLessThanOrEqual(OLD + CONCURRENCY); // those on their way when it was asked to end
    await expectEveryItem();
  } finally {
    await crew.close();
  }
});

it('a schedule begins runs, leaves out one that is due while another is not over, and ends', async () => {
  const reports: ArchiveRunReport[] = [];
  await queue.schedule({ everyMs: 400, segments: 3 });
  startWorker({ writeCapacityPerSecond: 300, onRun: report => void reports.push(report) });
  while (reports.length < 2) await sleep(50);
  await queue.unschedule();
  expect(reports[0]).toMatchObject({ complete: true, itemsArchived: OLD });
  expect(reports[1]).toMatchObject({ complete: true, itemsArchived: 0 });
  await expectEveryItem();
});

it('a shard that no worker can do is given up at once, and the report says which and why', async () => {
  const errors: Error[] = [];
  const elsewhere = createNoteDb(servers.dynamoDb, servers.s3, `${servers.bucketName}-x`);
  const run = await queue.start({ segments: 2 });
  const worker = new ArchiveWorker(elsewhere, { ...place(), onError: error => errors.push(error) });
  workers.push(worker);
  const report = await reportOf(run);
  elsewhere.close();
  expect(report).toMatchObject({ complete: false, itemsArchived: 0 });
  expect(report.failed.map(({ shard }) => shard).sort()).toEqual([`${run}-0`, `${run}-1`]);
  for (const { reason } of report.failed) expect(reason).toMatch(/^SHARD_UNUSABLE: Shard .* archives to /);
  expect(errors.map(({ message }) => message).sort()).toEqual(report.failed.map(({ reason }) => reason).sort());
});

it('shards that may not move as much as they would are given up at once, and the report counts what they had moved', async () => {
  const errors: Error[] = [];
  const run = await queue.start({ segments: 3 });
  startWorker({ maxFraction: 0.1, concurrency: 3, onError: error => errors.push(error) });
  const report = await reportOf(run);
  expect(report.failed).toHaveLength(3);
  expect(errors).toHaveLength(3); // one attempt each
  for (const { reason } of report.failed) expect(reason).toMatch(/^ARCHIVE_FRACTION_EXCEEDED: /);
  const moved = await objectsInS3();
  expect(moved).toBeGreaterThan(0);
  expect(report).toMatchObject({ complete: false, itemsArchived: moved, shards: { count: 3, complete: 0 } });
  await expectGone(report.failed.map(({ shard }) => shard));
});

it('a schedule whose plan fails tries again, and finds old items by an index where it says so', async () => {
  const asked: unknown[] = [];
  const errors: Error[] = [];
  const failing: Pick<HybridOperations, 'planShards' | 'archiveShard' | 'recordRun'> = {
    planShards: async options => {
      asked.push(options);
      if (asked.length === 1) throw new RequestError('THROTTLED', 'too many', 'DescribeTable', 'notes', 'not-applied');
      return db.planShards({ segments: 2 });
    },
    archiveShard: (shard, options) => db.archiveShard(shard, options),
    recordRun: total => db.recordRun(total),
  };
  const reports: ArchiveRunReport[] = [];
  const ageIndexes = [{ index: 'by_created', partitions: [2n ** 60n] }];
  const earliestPlausible = new Date('2001-02-03T04:05:06Z');
  await queue.schedule({ everyMs: 3_600_000, ageIndexes, earliestPlausible });
  const worker = new ArchiveWorker(failing, {
    ...place(),
    onRun: report => void reports.push(report),
    onError: error => errors.push(error),
  });
  workers.push(worker);
  while (reports.length < 1) await sleep(50);
  await queue.unschedule();
  expect(errors.map(error => (error as RequestError).code)).toEqual(['THROTTLED']);
  expect(asked).toEqual(Array.from({ length: 2 }, () => ({ ageIndexes, earliestPlausible })));
  expect(reports[0]).toMatchObject({ complete: true, itemsArchived: OLD });
});

it('a schedule whose plan is refused fails at once, and leaves a trace', async () => {
  const errors: Error[] = [];
  await queue.schedule({ everyMs: 3_600_000, segments: 0 });
  startWorker({ onError: error => errors.push(error) });
  while (errors.length < 1) await sleep(50);
  await queue.unschedule();
  expect(errors[0]?.message).toMatch(/^INVALID_CONFIGURATION: /);
  const failed = new Queue(queueName, { connection: place().connection });
  try {
    expect((await failed.getFailed()).map(({ name, attemptsMade }) => [name, attemptsMade])).toEqual([['plan', 1]]);
  } finally {
    await failed.close();
  }
});

it('what is told of shards that run side by side and one after another adds up to the run', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })] });
  const telemetry = openTelemetry({ tracer: null, meter: meters.getMeter('test') });
  const told: string[] = [];
  const run = await queue.start({ segments: SHARDS });
  startWorker({
    concurrency: 3,
    onProgress: ({ id }) => {
      told.push(id);
      return telemetry.archiveProgress();
    },
  });
  const report = await reportOf(run);
  await meters.forceFlush();
  const metrics =
    exporter
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap(scope => scope.metrics) ?? [];
  const sum = (name: string): number =>
    (metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []).reduce((total, { value }) => total + Number(value), 0);
  expect(report).toMatchObject({ complete: true, itemsArchived: OLD });
  expect(sum('tempest.archive.items')).toBe(OLD);
  expect(sum('tempest.archive.rows')).toBe(report.rowsScanned);
  expect([...told].sort()).toEqual(Array.from({ length: SHARDS }, (_, index) => `${run}-${index}`).sort());
  await meters.shutdown();
});
