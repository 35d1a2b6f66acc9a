import { type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import type { ArchivalProgress, DbEvents } from '@tempest-ts/hybrid';
import { ArchivalMetrics } from './archival-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { recordSpan } from './request-spans.js';

const NAME = '@tempest-ts/opentelemetry';

/** Where telemetry goes. */
export interface TelemetryOptions {
  /** Default: the global provider's. `null`: no spans. */
  readonly tracer?: Tracer | null | undefined;
  /** Default: the global provider's. `null`: no metrics. */
  readonly meter?: Meter | null | undefined;
}

/** What a database is given, so that it is seen. */
export interface Telemetry {
  /** For `LogicalDb.create(..., { events })`. */
  readonly events: DbEvents;
  /** A listener for the `onProgress` of one `archiveOldData()`. */
  archiveProgress(): (progress: ArchivalProgress) => void;
}

/**
 * Spans and metrics of what a database sends, through OpenTelemetry's API: where the application has set up no SDK, they go nowhere and cost next to nothing. Set the SDK up before this is
 * called. Names follow the semantic conventions for database clients; no span or measurement carries keys or values.
 *
 * @example
 * const telemetry = openTelemetry();
 * const regularDb = LogicalDb.create(UserDatabase, dynamoDb, { events: telemetry.events });
 * await db.archiveOldData({ onProgress: telemetry.archiveProgress() });
 */
export function openTelemetry(options: TelemetryOptions = {}): Telemetry {
  const { tracer = trace.getTracer(NAME), meter = metrics.getMeter(NAME) } = options;
  const requests = meter && new RequestMetrics(meter);
  const archival = meter && new ArchivalMetrics(meter);
  return {
    events: {
      onRequest: event => {
        requests?.record(event);
        if (tracer) recordSpan(tracer, event, Date.now());
      },
      onCache: event => requests?.recordCache(event),
    },
    archiveProgress: () => archival?.listener() ?? (() => undefined),
  };
}
