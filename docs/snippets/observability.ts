// The code of docs/guide/observability.md. `npm run docs` copies each region there; the test beside it runs it all.
import type { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type Server } from 'node:http';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  beginsWith,
  CapacityMeter,
  HybridLogicalDb,
  type Logger,
  LogicalDb,
  type OperationScope,
  type OperationStart,
  type RequestEvent,
  type S3Config,
} from '@tempest-ts/hybrid';
import { openTelemetry } from '@tempest-ts/opentelemetry';
import { UserDatabase } from './readme.js';

interface Metrics {
  histogram(name: string, value: number, tags: Readonly<Record<string, string>>): void;
  count(name: string, value: number): void;
}

export function createObserved(dynamoDb: DynamoDBClient, metrics: Metrics, logger: Logger): UserDatabase {
  // #region listen
  const onRequest = (event: RequestEvent): void => {
    metrics.histogram('request.ms', event.latencyMs, { operation: event.operation, failed: String(event.error !== undefined) });
    if (event.kind === 's3') metrics.count('s3.bytes', event.bytes ?? 0);
    else for (const { CapacityUnits = 0 } of event.consumedCapacity) metrics.count('dynamodb.units', CapacityUnits);
  };
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb, { events: { onRequest }, logger });
  // #endregion
  return regularDb;
}

/** A logger that takes the message first. */
interface MessageFirst {
  log(level: string, message: string, fields: object): void;
}

export function adapt(winston: MessageFirst): Logger {
  // #region adapt
  const at = (level: string) => (fields: object, message: string) => winston.log(level, message, fields);
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  // #endregion
  return logger;
}

export async function meterSave(db: HybridLogicalDb<UserDatabase>): Promise<CapacityMeter> {
  // #region meter
  const capacity = new CapacityMeter();
  await db.users.sessions.save({ userId: 'user123', sessionId: 's1', sessionData: '...', createdAt: new Date() }, { capacity });
  for await (const _ of db.users.sessions.queryAllContents(beginsWith({ userId: 'user123' }), { capacity }));
  const { readUnits, writeUnits, requests, tables } = capacity;
  // #endregion
  if (requests < 2 || tables.length !== 1 || readUnits <= 0 || writeUnits <= 0) throw new Error('the meter was told of too little');
  return capacity;
}

export function createTraced(dynamoDb: DynamoDBClient, s3Config: S3Config): HybridLogicalDb<UserDatabase> {
  // #region telemetry
  const telemetry = openTelemetry(); // after your OpenTelemetry SDK is set up
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb, { events: telemetry.events });
  const db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config });
  telemetry.watch(db); // health() whenever metrics are collected
  // #endregion
  return db;
}

export async function archiveTraced(db: HybridLogicalDb<UserDatabase>): Promise<number> {
  const telemetry = openTelemetry();
  // #region progress
  const { itemsArchived } = await db.archiveOldData({ onProgress: telemetry.archiveProgress() });
  // #endregion
  return itemsArchived;
}

export function createFollowed(
  dynamoDb: DynamoDBClient,
  current: AsyncLocalStorage<string>,
  slow: (operation: string) => void,
): UserDatabase {
  // #region follow
  const onOperation = ({ operation, table }: OperationStart): OperationScope => ({
    run: part => current.run(`${operation} ${table}`, part), // what is sent meanwhile finds it there
    end: ({ latencyMs }) => {
      if (latencyMs > 1_000) slow(`${operation} ${table}`);
    },
  });
  const db = LogicalDb.create(UserDatabase, dynamoDb, { events: { onOperation } });
  // #endregion
  return db;
}

export function healthServer(db: HybridLogicalDb<UserDatabase>): Server {
  // #region health
  const server = createServer(async (request, response) => {
    if (request.url !== '/healthz') return response.writeHead(404).end();
    const report = await db.health({ timeoutMs: 800 });
    return response
      .writeHead(report.status === 'unhealthy' ? 503 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(report));
  });
  // #endregion
  return server;
}

export async function lateProblems(db: HybridLogicalDb<UserDatabase>): Promise<readonly string[]> {
  // #region thresholds
  const { problems } = await db.health({ maxErrorRate: 0.01, maxOverdue: { days: 2 } });
  // #endregion
  return problems.map(({ code }) => code);
}

export async function changeQuery(db: HybridLogicalDb<UserDatabase>): Promise<number> {
  // #region raw
  const condition = beginsWith({ userId: 'user123' });
  const input = db.users.sessions.inputs.query(condition, { pageSize: 20 }); // a QueryCommandInput; nothing is sent
  const page = await db.users.sessions.query(condition, { changeInput: () => ({ ...input, Select: 'ALL_ATTRIBUTES' }) });
  // #endregion
  return page.contents.length;
}
