import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
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
const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })] });
const SECRET = 'a secret of Ada';

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
  await db.notes.all.save({ owner: 'ada', id: '1', text: SECRET, createdAt: new Date('2020-01-01') });
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

test('requests to either store are spans below the caller’s own, without keys or values', async () => {
  spans.reset();
  const outer = tracers.getTracer('test').startSpan('GET /notes');
  await context.with(trace.setSpan(context.active(), outer), () => db.notes.all.load({ owner: 'ada', id: '1' }));
  outer.end();
  const finished = spans.getFinishedSpans();
  expect(finished.map(({ name }) => name)).toEqual(['GetItem notes', `GetObject ${servers.bucketName}`, 'GET /notes']);
  const [dynamoDb, s3] = finished;
  expect(dynamoDb?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  expect(s3?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  expect(dynamoDb?.attributes).toMatchObject({
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': 'GetItem',
    'db.collection.name': 'notes',
    'tempest.view': 'all',
  });
  expect(JSON.stringify(finished.map(({ name, attributes, status }) => ({ name, attributes, status })))).not.toMatch(/secret|ada/i);
});

test('a request that fails is a span with the error’s code', async () => {
  spans.reset();
  await expect(db.notes.all.update({ owner: 'ada', id: 'none' }, u => u.text.set('x'))).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
  const [span] = spans.getFinishedSpans();
  expect(span?.status.code).toBe(SpanStatusCode.ERROR);
  expect(span?.attributes['error.type']).toEqual(expect.stringMatching(/^[A-Z_]+$/));
});

test('metrics count requests, capacity, bytes and what a run archived', async () => {
  const before = await byAttribute('db.client.operation.duration', 'db.operation.name');
  await db.notes.all.load({ owner: 'ada', id: '1' });
  const after = await byAttribute('db.client.operation.duration', 'db.operation.name');
  expect((after.GetItem ?? 0) - (before.GetItem ?? 0)).toBe(1);
  expect((await byAttribute('tempest.s3.request.duration', 'rpc.method')).GetObject).toBeGreaterThan(0);
  expect((await byAttribute('tempest.s3.transferred', 'rpc.method')).PutObject).toBeGreaterThan(0);
  expect((await byAttribute('tempest.dynamodb.consumed_capacity', 'db.collection.name')).notes).toBeGreaterThan(0);
  expect(await byAttribute('tempest.archive.items', '')).toEqual({ '': 1 });
});

test('reads are counted by where the cache found them', async () => {
  await db.notes.all.load({ owner: 'ada', id: '1' });
  expect(await byAttribute('tempest.cache.events', 'tempest.cache.found')).toMatchObject({ nowhere: 1, memory: expect.any(Number) });
});

test('with null for both, nothing is made', () => {
  const none = openTelemetry({ tracer: null, meter: null });
  expect(() => none.archiveProgress()({ itemsArchived: 1 } as never)).not.toThrow();
});
