import { context, type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import type { ArchivalProgress, DbEvents, OperationScope, OperationStart } from '@tempest-ts/hybrid';
import { ArchivalMetrics } from './archival-metrics.js';
import { HealthMetrics, type Watched, type WatchOptions } from './health-metrics.js';
import { OperationMetrics } from './operation-metrics.js';
import { followBySpan, isInRun } from './operation-spans.js';
import { RequestMetrics } from './request-metrics.js';
import { recordSpan } from './request-spans.js';

const NAME = '@tempest-ts/opentelemetry';

/** Where telemetry goes. */
export interface TelemetryOptions {
  /** Default: the global provider's. `null`: no spans. */
  readonly tracer?: Tracer | null | undefined;
  /** Default: the global provider's. `null`: no metrics. */
  readonly meter?: Meter | null | undefined;
  /**
   * Whether each request of a run (`archiveOldData` and the like) is a span too: a run over a large table sends millions. Those that fail always are. Default: false.
   */
  readonly spansInRuns?: boolean | undefined;
}

/** What a database is given, so that it is seen. */
export interface Telemetry {
  /** For `LogicalDb.create(..., { events })`. */
  readonly events: DbEvents;
  /** A listener for the `onProgress` of one `archiveOldData()`. */
  archiveProgress(): (progress: ArchivalProgress) => void;
  /**
   * Observes a hybrid database's `health()` whenever metrics are collected: whether its stores answer, how far archiving is behind, and when the last run ended. Each collection costs what
   * `health()` does. Returns what ends it.
   */
  watch(db: Watched, options?: WatchOptions): () => void;
}

/**
 * Spans and metrics of what a database does and sends, through OpenTelemetry's API: where the application has set up no SDK, they go nowhere, at little cost. Set the SDK up before this is
 * called. Names follow the semantic conventions for database clients; no span or measurement carries keys or values.
 *
 * @example
 * const telemetry = openTelemetry();
 * const regularDb = LogicalDb.create(UserDatabase, dynamoDb, { events: telemetry.events });
 * telemetry.watch(db);
 * await db.archiveOldData({ onProgress: telemetry.archiveProgress() });
 */
export function openTelemetry(options: TelemetryOptions = {}): Telemetry {
  const { tracer = trace.getTracer(NAME), meter = metrics.getMeter(NAME), spansInRuns = false } = options;
  const requests = meter && new RequestMetrics(meter);
  const operations = meter && requests && new OperationMetrics(meter, requests.retries);
  const archival = meter && new ArchivalMetrics(meter);
  const follow = (start: OperationStart): OperationScope => {
    const scope = tracer && followBySpan(tracer, start);
    return {
      run: part => (scope ? scope.run(part) : part()),
      end: end => {
        operations?.ended(start, end);
        scope?.end(end);
      },
    };
  };
  return {
    events: {
      onRequest: event => {
        requests?.record(event);
        if (tracer && (event.error || spansInRuns || !isInRun(context.active()))) recordSpan(tracer, event, Date.now());
      },
      onCache: event => requests?.recordCache(event),
      ...(operations && {
        onHydration: event => operations.hydrated(event),
        onRetry: event => operations.retried(event),
      }),
      ...((tracer || operations) && { onOperation: follow }),
    },
    archiveProgress: () => archival?.listener() ?? (() => undefined),
    watch: (db, watchOptions = {}) => (meter ? new HealthMetrics(meter, db, watchOptions).start(meter) : () => undefined),
  };
}
