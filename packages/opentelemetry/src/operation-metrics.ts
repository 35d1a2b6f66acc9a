import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import type { HydrationEvent, OperationEnd, OperationStart, RetryEvent } from '@tempest-ts/hybrid';
import { hydrationAttributes, operationAttributes, retryAttributes } from './attributes.js';
import { DURATION_BOUNDARIES, SECOND_MS } from './duration.js';

/** Seconds that runs over whole tables take: from a small table's to a night. */
const RUN_BOUNDARIES = [1, 10, 60, 300, 900, 3_600, 10_800, 36_000];

/** Records what operations took, and what archived items took. */
export class OperationMetrics {
  readonly #calls: Histogram;
  readonly #runs: Histogram;
  readonly #hydrations: Histogram;
  readonly #retries: Counter;

  /** @param retries counts those of the AWS SDK too */
  constructor(meter: Meter, retries: Counter) {
    const advice = { explicitBucketBoundaries: DURATION_BOUNDARIES };
    this.#calls = meter.createHistogram('tempest.operation.duration', {
      unit: 's',
      advice,
      description: 'Calls of databases and views, with all their requests; an iteration is one',
    });
    this.#runs = meter.createHistogram('tempest.run.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: RUN_BOUNDARIES },
      description: 'Runs over whole tables: archiveOldData, verifyArchive and the like',
    });
    this.#hydrations = meter.createHistogram('tempest.hydration.duration', {
      unit: 's',
      advice,
      description: 'Archived items that calls needed whole, from the cache or S3',
    });
    this.#retries = retries;
  }

  ended(start: OperationStart, { latencyMs, error }: OperationEnd): void {
    (start.kind === 'run' ? this.#runs : this.#calls).record(latencyMs / SECOND_MS, operationAttributes(start, error));
  }

  hydrated(event: HydrationEvent): void {
    this.#hydrations.record(event.latencyMs / SECOND_MS, hydrationAttributes(event));
  }

  retried(event: RetryEvent): void {
    this.#retries.add(1, { ...retryAttributes(event), 'tempest.retry.by': 'library' });
  }
}
