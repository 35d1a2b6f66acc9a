// The code of docs/guide/observability.md. `npm run docs` copies each region there; the test beside it runs it all.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beginsWith, CapacityMeter, type HybridLogicalDb, type Logger, LogicalDb, type RequestEvent } from '@tempest-ts/hybrid';
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

export async function changeQuery(db: HybridLogicalDb<UserDatabase>): Promise<number> {
  // #region raw
  const condition = beginsWith({ userId: 'user123' });
  const input = db.users.sessions.inputs.query(condition, { pageSize: 20 }); // a QueryCommandInput; nothing is sent
  const page = await db.users.sessions.query(condition, { changeInput: () => ({ ...input, Select: 'ALL_ATTRIBUTES' }) });
  // #endregion
  return page.contents.length;
}
