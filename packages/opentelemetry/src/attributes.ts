import type { Attributes } from '@opentelemetry/api';
import type { RequestEvent } from '@tempest-ts/hybrid';

/** OpenTelemetry semantic conventions 1.33, database client calls and AWS SDK; S3's own names where the conventions have one. */
const DB_SYSTEM = 'db.system.name';
const DB_OPERATION = 'db.operation.name';
const DB_COLLECTION = 'db.collection.name';
const DYNAMODB_TABLES = 'aws.dynamodb.table_names';
const S3_BUCKET = 'aws.s3.bucket';
const RPC_METHOD = 'rpc.method';
const ERROR_TYPE = 'error.type';

/** What every span and measurement of a request says: names, never keys or values. */
export function requestAttributes(event: RequestEvent): Attributes {
  const error = event.error === undefined ? {} : { [ERROR_TYPE]: event.error.code };
  if (event.kind === 's3') return { [RPC_METHOD]: event.operation, [S3_BUCKET]: event.bucketName, ...error };
  const [table, ...others] = event.tables;
  return {
    [DB_SYSTEM]: 'aws.dynamodb',
    [DB_OPERATION]: event.operation,
    ...(table !== undefined && others.length === 0 && { [DB_COLLECTION]: table }),
    ...error,
  };
}

/** What only a span says: too many different values for a metric. */
export function spanAttributes(event: RequestEvent): Attributes {
  const attempts = event.attempts === undefined ? {} : { 'tempest.attempts': event.attempts };
  if (event.kind === 's3') return { ...attempts, ...(event.bytes !== undefined && { 'tempest.bytes': event.bytes }) };
  return {
    ...attempts,
    [DYNAMODB_TABLES]: [...event.tables],
    ...(event.view !== undefined && { 'tempest.view': event.view }),
    ...(event.itemCount !== undefined && { 'aws.dynamodb.count': event.itemCount }),
  };
}
