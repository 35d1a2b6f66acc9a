import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import { openTelemetry } from '@tempest-ts/opentelemetry';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'notes/{pk}/{sk}.json' })
class Note {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Attribute() text!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

class NoteDb extends LogicalDb {
  notes = logicalTable({ name: 'notes', views: { all: inlineView(Note, { key: ['owner', 'id'] }) } });
}

const spans = new InMemorySpanExporter();
/** What every span says, those that were forgotten since too. */
const everySpan: unknown[] = [];
const kept: SpanProcessor = {
  onStart: () => undefined,
  onEnd: ({ name, attributes, status, events }) => void everySpan.push({ name, attributes, status, events }),
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans), kept] });
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })] });
/** In every key and value of the items: it must be in no span and no measurement. */
const SECRET = 'xyzzy-secret';

let servers: LocalServers;
let db: HybridLogicalDb<NoteDb>;
const telemetry = openTelemetry({ tracer: tracers.getTracer('test'), meter: meters.getMeter('test') });

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  servers = await startLocalServers();
  await servers.createTables(NoteDb);
  const regularDb = LogicalDb.create(NoteDb, servers.dynamoDb, { events: telemetry.events });
  db = HybridLogicalDb.create(NoteDb, regularDb, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    cache: { maxBytes: 1_000_000 },
  });
  await db.notes.all.save({ owner: SECRET, id: '1', text: SECRET, createdAt: new Date('2020-01-01') });
  await db.archiveOldData({ onProgress: telemetry.archiveProgress() });
});

afterAll(async () => {
  context.disable();
  await Promise.all([tracers.shutdown(), meters.shutdown(), servers.stop()]);
});

/** Sums of a metric's values, or of a histogram's counts, by one attribute. */
async function byAttribute(name: string, attribute: string): Promise<Readonly<Record<string, number>>> {
  await meters.forceFlush();
  const found = exporter
    .getMetrics()
    .at(-1)
    ?.scopeMetrics.flatMap(({ metrics }) => metrics)
    .find(({ descriptor }) => descriptor.name === name);
  const sums: Record<string, number> = {};
  for (const { attributes, value } of found?.dataPoints ?? []) {
    const key = String(attributes[attribute] ?? '');
    sums[key] = (sums[key] ?? 0) + (typeof value === 'number' ? value : (value as { readonly count: number }).count);
  }
  return sums;
}

test('an operation is a span below the caller’s own, and the parent of its requests to either store', async () => {
  spans.reset();
  const outer = tracers.getTracer('test').startSpan('GET /notes');
  await context.with(trace.setSpan(context.active(), outer), () => db.notes.all.load({ owner: SECRET, id: '1' }));
  outer.end();
  const finished = spans.getFinishedSpans();
  expect(finished.map(({ name }) => name)).toEqual(['GetItem notes', `GetObject ${servers.bucketName}`, 'load notes', 'GET /notes']);
  const [dynamoDb, s3, load] = finished;
  expect(load?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  for (const request of [dynamoDb, s3]) expect(request?.parentSpanContext?.spanId).toBe(load?.spanContext().spanId);
  expect(load).toMatchObject({
    kind: SpanKind.INTERNAL,
    attributes: { 'tempest.operation': 'load', 'db.collection.name': 'notes', 'tempest.view': 'all' },
  });
  expect(dynamoDb).toMatchObject({
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': 'GetItem',
      'db.collection.name': 'notes',
      'tempest.view': 'all',
    },
  });
});

test('an iteration is one span, with all its pages, and what the caller does meanwhile is not below it', async () => {
  spans.reset();
  for await (const _ of db.notes.all.scanAllContents({ pageSize: 1 })) tracers.getTracer('test').startSpan('show').end();
  const finished = spans.getFinishedSpans();
  const operation = finished.find(({ name }) => name === 'scanAllContents notes');
  const parents = (name: string) => finished.filter(span => span.name === name).map(span => span.parentSpanContext?.spanId);
  expect(parents('show')).toEqual([undefined]);
  const pages = parents('Scan notes');
  expect(pages.length).toBeGreaterThan(1);
  expect(new Set([...pages, ...parents(`GetObject ${servers.bucketName}`)])).toEqual(new Set([operation?.spanContext().spanId]));
});

test('a run is a span with its counts; of its requests only those that fail are', async () => {
  spans.reset();
  await db.verifyArchive();
  const [run, ...others] = spans.getFinishedSpans();
  expect(others).toEqual([]);
  expect(run).toMatchObject({ name: 'verifyArchive', attributes: { 'tempest.operation': 'verifyArchive', 'tempest.run.clean': true } });
  spans.reset();
  const elsewhere = LogicalDb.create(NoteDb, servers.dynamoDb, { events: telemetry.events, tableNameResolver: () => 'none' });
  const lost = HybridLogicalDb.create(NoteDb, elsewhere, { s3Config: { bucketName: servers.bucketName, client: servers.s3 } });
  await expect(lost.archiveOldData()).rejects.toThrow();
  const failed = spans.getFinishedSpans();
  expect([failed[0], failed.at(-1)].map(span => span?.name)).toEqual(['DescribeTable none', 'archiveOldData']);
  for (const { status } of failed) expect(status.code).toBe(SpanStatusCode.ERROR);
  expect(failed.at(-1)?.status.message).toBe('TABLE_NOT_FOUND');
});

test('each request of a run is a span where that is asked for', async () => {
  spans.reset();
  const loud = openTelemetry({ tracer: tracers.getTracer('test'), meter: null, spansInRuns: true });
  const regularDb = LogicalDb.create(NoteDb, servers.dynamoDb, { events: loud.events });
  const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
  await HybridLogicalDb.create(NoteDb, regularDb, { s3Config }).verifyArchive();
  const finished = spans.getFinishedSpans();
  const run = finished.at(-1);
  expect(finished.length).toBeGreaterThan(3);
  for (const request of finished.slice(0, -1)) expect(request.parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
});

test('what fails is a span with the error’s code, never its message', async () => {
  spans.reset();
  await expect(db.notes.all.update({ owner: SECRET, id: 'none' }, u => u.text.set('x'))).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
  const [request, operation] = spans.getFinishedSpans();
  expect(request?.status).toMatchObject({ code: SpanStatusCode.ERROR, message: expect.stringMatching(/^[A-Z_]+$/) });
  expect(operation?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'ITEM_NOT_FOUND' });
  expect(operation?.attributes['error.type']).toBe('ITEM_NOT_FOUND');
});

test('metrics count requests, capacity, bytes and what a run archived', async () => {
  const before = await byAttribute('db.client.operation.duration', 'db.operation.name');
  await db.notes.all.load({ owner: SECRET, id: '1' });
  const after = await byAttribute('db.client.operation.duration', 'db.operation.name');
  expect((after.GetItem ?? 0) - (before.GetItem ?? 0)).toBe(1);
  expect((await byAttribute('tempest.s3.request.duration', 'rpc.method')).GetObject).toBeGreaterThan(0);
  expect((await byAttribute('tempest.s3.transferred', 'rpc.method')).PutObject).toBeGreaterThan(0);
  expect((await byAttribute('tempest.dynamodb.consumed_capacity', 'db.collection.name')).notes).toBeGreaterThan(0);
  expect(await byAttribute('tempest.archive.items', '')).toEqual({ '': 1 });
  expect((await byAttribute('tempest.operation.duration', 'tempest.operation')).load).toBeGreaterThan(0);
  expect((await byAttribute('tempest.run.duration', 'tempest.operation')).archiveOldData).toBeGreaterThan(0);
});

test('reads are counted by where the cache found them', async () => {
  await db.notes.all.load({ owner: SECRET, id: '1' });
  expect(await byAttribute('tempest.cache.events', 'tempest.cache.found')).toMatchObject({ nowhere: 1, memory: expect.any(Number) });
});

test('archived items are counted by purpose, and by what they failed with', async () => {
  const lost = HybridLogicalDb.create(NoteDb, LogicalDb.create(NoteDb, servers.dynamoDb, { events: telemetry.events }), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'elsewhere/' },
  });
  await expect(lost.notes.all.load({ owner: SECRET, id: '1' })).rejects.toMatchObject({ code: 'HYDRATION_FAILED' });
  await db.notes.all.save({ owner: SECRET, id: '2', text: SECRET, createdAt: new Date('2020-01-01') });
  await db.archiveOldData();
  await db.notes.all.update({ owner: SECRET, id: '2' }, u => u.text.set(SECRET));
  expect(await byAttribute('tempest.hydration.duration', 'tempest.hydration.purpose')).toMatchObject({
    read: expect.any(Number),
    restore: 1,
  });
  expect(await byAttribute('tempest.hydration.duration', 'tempest.hydration.reason')).toMatchObject({ 'bad-pointer': 1 });
  expect(await byAttribute('tempest.hydration.duration', 'error.type')).toMatchObject({ HYDRATION_FAILED: 1 });
});

test('retries are counted, the SDK’s and the library’s', async () => {
  let sends = 0;
  servers.s3.middlewareStack.add(
    next => async args => {
      sends += 1;
      if (sends === 1) throw Object.assign(new Error('busy'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
      return next(args);
    },
    { step: 'initialize', name: 'busy' },
  );
  await db.verifyArchive();
  servers.s3.middlewareStack.remove('busy');
  expect(await byAttribute('tempest.request.retries', 'tempest.retry.by')).toEqual({ library: 1 });
});

test('what health() tells is observed at each collection, until that is ended', async () => {
  await db.archiveOldData();
  const stop = telemetry.watch(db, { maxAgeMs: 0 });
  expect(await byAttribute('tempest.store.reachable', 'tempest.store')).toEqual({ dynamodb: 1, s3: 1 });
  expect(await byAttribute('tempest.archive.lag', 'tempest.entity')).toEqual({ Note: 0 });
  expect(await byAttribute('tempest.archive.overdue', 'db.collection.name')).toEqual({ notes: 0 });
  expect((await byAttribute('tempest.archive.last_run.time', 'db.collection.name')).notes).toBeCloseTo(Date.now() / 1_000, -2);
  expect(await byAttribute('tempest.archive.last_run.complete', 'db.collection.name')).toEqual({ notes: 1 });
  stop();
});

test('two databases of one process are told apart by their tables and buckets', async () => {
  const health = await db.health();
  const [table] = health.dynamoDb.tables;
  const other = {
    health: async () => ({
      ...health,
      dynamoDb: { ...health.dynamoDb, tables: [{ ...table!, table: 'orders', reachable: false }] },
      s3: { ...health.s3, bucketName: 'orders-archive', reachable: false },
    }),
  };
  const stops = [telemetry.watch(db, { maxAgeMs: 0 }), telemetry.watch(other, { maxAgeMs: 0 })];
  const tables = await byAttribute('tempest.store.reachable', 'db.collection.name');
  expect(tables).toMatchObject({ notes: 1, orders: 0 });
  expect(await byAttribute('tempest.store.reachable', 'aws.s3.bucket')).toMatchObject({ [servers.bucketName]: 1, 'orders-archive': 0 });
  for (const stop of stops) stop();
});

test('a report serves for a while: collections that come sooner ask no store', async () => {
  let asked = 0;
  const watched = {
    health: () => {
      asked += 1;
      return db.health();
    },
  };
  const collect = () => byAttribute('tempest.store.reachable', 'tempest.store');
  const stop = telemetry.watch(watched);
  for (let collection = 0; collection < 3; collection += 1) await collect();
  stop();
  expect(asked).toBe(1);
  const stopUncached = telemetry.watch(watched, { maxAgeMs: 0 });
  for (let collection = 0; collection < 3; collection += 1) await collect();
  expect(asked).toBe(4);
  stopUncached();
  await collect();
  expect(asked).toBe(4);
});

test('no span and no measurement has a key or a value of an item', async () => {
  expect(everySpan.length).toBeGreaterThan(20);
  expect(JSON.stringify(everySpan)).not.toContain(SECRET);
  await meters.forceFlush();
  const measurements = JSON.stringify(exporter.getMetrics().at(-1)?.scopeMetrics);
  expect(measurements).toContain('tempest.hydration.duration');
  expect(measurements).not.toContain(SECRET);
});

test('with null for both, nothing is made', () => {
  const none = openTelemetry({ tracer: null, meter: null });
  expect(Object.keys(none.events)).toEqual(['onRequest', 'onCache']);
  expect(() => none.archiveProgress()({ itemsArchived: 1 } as never)).not.toThrow();
  expect(() => none.watch(db)()).not.toThrow();
});
