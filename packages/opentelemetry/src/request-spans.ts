import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { RequestEvent } from '@tempest-ts/hybrid';
import { requestAttributes, spanAttributes } from './attributes.js';

const targetOf = (event: RequestEvent): string => (event.kind === 's3' ? event.bucketName : event.tables.join(', '));

/** Makes one client span of a request that has been answered or has failed, below the span that is active where the call was made. */
export function recordSpan(tracer: Tracer, event: RequestEvent, now: number): void {
  const span = tracer.startSpan(`${event.operation} ${targetOf(event)}`, {
    kind: SpanKind.CLIENT,
    startTime: now - event.latencyMs,
    attributes: { ...requestAttributes(event), ...spanAttributes(event) },
  });
  // Its message may carry keys: the code is enough to look it up.
  if (event.error) span.setStatus({ code: SpanStatusCode.ERROR, message: event.error.code });
  span.end(now);
}
