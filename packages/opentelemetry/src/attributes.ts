import type { Attributes } from '@opentelemetry/api';
import { type HydrationEvent, type OperationStart, type RequestEvent, type RetryEvent, TempestError } from '@tempest-ts/hybrid';

/** OpenTelemetry semantic conventions 1.33, database client calls and AWS SDK; S3's own names where the conventions have one. */
const DB_SYSTEM = 'db.system.name';
const DB_OPERATION = 'db.operation.name';
export const DB_COLLECTION = 'db.collection.name';
const DYNAMODB_TABLES = 'aws.dynamodb.table_names';
export const S3_BUCKET = 'aws.s3.bucket';
const RPC_METHOD = 'rpc.method';
export const ERROR_TYPE = 'error.type';
/** What the conventions have no name for. */
export const ENTITY = 'tempest.entity';

/** A name of the error that never changes: its message may carry keys. */
export function errorType(error: unknown): string {
  if (error instanceof TempestError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

const failed = (error: unknown): Attributes => (error === undefined ? {} : { [ERROR_TYPE]: errorType(error) });

/** What every span and measurement of a request says: names, never keys or values. */
export function requestAttributes(event: RequestEvent): Attributes {
  const error = failed(event.error);
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

/** What spans and measurements of an operation say. */
export function operationAttributes({ operation, table, view }: OperationStart, error?: unknown): Attributes {
  return {
    'tempest.operation': operation,
    ...(table !== undefined && { [DB_COLLECTION]: table }),
    ...(view !== undefined && { 'tempest.view': view }),
    ...failed(error),
  };
}

/** What measurements of an archived item say. */
export function hydrationAttributes({ table, entity, purpose, error }: HydrationEvent): Attributes {
  const reason = (error as { readonly reason?: unknown } | undefined)?.reason; // that of a HydrationError
  return {
    [DB_COLLECTION]: table,
    ...(entity !== undefined && { [ENTITY]: entity }),
    'tempest.hydration.purpose': purpose,
    ...failed(error),
    ...(typeof reason === 'string' && { 'tempest.hydration.reason': reason }),
  };
}

/** What a retry of the library itself says. */
export function retryAttributes({ service, operation, target, code }: RetryEvent): Attributes {
  const error = code === undefined ? {} : { [ERROR_TYPE]: code };
  if (service === 's3') return { [RPC_METHOD]: operation, [S3_BUCKET]: target, ...error };
  return { [DB_SYSTEM]: 'aws.dynamodb', [DB_OPERATION]: operation, ...(!target.includes(', ') && { [DB_COLLECTION]: target }), ...error };
}
