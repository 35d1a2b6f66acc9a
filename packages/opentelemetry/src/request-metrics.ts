import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import type { CacheEvent, DynamoDbRequestEvent, RequestEvent } from '@tempest-ts/hybrid';
import { requestAttributes } from './attributes.js';
import { DURATION_BOUNDARIES, SECOND_MS } from './duration.js';

/** Records what requests took. */
export class RequestMetrics {
  readonly #dynamoDb: Histogram;
  readonly #s3: Histogram;
  readonly #capacity: Counter;
  readonly #bytes: Counter;
  readonly retries: Counter;
  readonly #cache: Counter;

  constructor(meter: Meter) {
    const advice = { explicitBucketBoundaries: DURATION_BOUNDARIES };
    this.#dynamoDb = meter.createHistogram('db.client.operation.duration', { unit: 's', advice, description: 'Requests to DynamoDB' });
    this.#s3 = meter.createHistogram('tempest.s3.request.duration', {
      unit: 's',
      advice,
      description: 'Requests to S3; GetObject reads archived items',
    });
    this.#capacity = meter.createCounter('tempest.dynamodb.consumed_capacity', {
      unit: '{unit}',
      description: 'Capacity units, by table and index',
    });
    this.#bytes = meter.createCounter('tempest.s3.transferred', { unit: 'By', description: 'Bytes of objects sent to and read from S3' });
    this.retries = meter.createCounter('tempest.request.retries', {
      unit: '{retry}',
      description: 'Sends besides the first, of the AWS SDK and of the library itself',
    });
    this.#cache = meter.createCounter('tempest.cache.events', {
      unit: '{event}',
      description: 'Reads of archived objects by where they were found, and failures of the outer cache',
    });
  }

  record(event: RequestEvent): void {
    const attributes = requestAttributes(event);
    (event.kind === 's3' ? this.#s3 : this.#dynamoDb).record(event.latencyMs / SECOND_MS, attributes);
    if (event.attempts !== undefined && event.attempts > 1)
      this.retries.add(event.attempts - 1, { ...attributes, 'tempest.retry.by': 'sdk' });
    if (event.kind === 'dynamodb') this.#recordCapacity(event);
    else if (event.bytes !== undefined) this.#bytes.add(event.bytes, attributes);
  }

  recordCache({ operation, found, error }: CacheEvent): void {
    const how = error === undefined ? { 'tempest.cache.found': found ?? 'nowhere' } : { 'error.type': error.code };
    this.#cache.add(1, { 'tempest.cache.operation': operation, ...how });
  }

  #recordCapacity({ operation, consumedCapacity }: DynamoDbRequestEvent): void {
    for (const {
      TableName: table = '',
      Table,
      CapacityUnits,
      GlobalSecondaryIndexes = {},
      LocalSecondaryIndexes = {},
    } of consumedCapacity) {
      const about = { 'db.operation.name': operation, 'db.collection.name': table };
      const units = Table?.CapacityUnits ?? CapacityUnits;
      if (units !== undefined) this.#capacity.add(units, about);
      for (const [index, consumed] of Object.entries({ ...GlobalSecondaryIndexes, ...LocalSecondaryIndexes })) {
        this.#capacity.add(consumed.CapacityUnits ?? 0, { ...about, 'aws.dynamodb.index_name': index });
      }
    }
  }
}
