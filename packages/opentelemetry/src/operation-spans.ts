import { type Context, context, createContextKey, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { OperationEnd, OperationScope, OperationStart } from '@tempest-ts/hybrid';
import { ERROR_TYPE, errorType, operationAttributes } from './attributes.js';

const IN_RUN = createContextKey('@tempest-ts/opentelemetry: in a run');

/** Whether a request belongs to a run, of which there may be millions. */
export function isInRun(active: Context): boolean {
  return active.getValue(IN_RUN) === true;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

function end(span: Span, { error, counts }: OperationEnd): void {
  for (const [name, value] of Object.entries(counts)) span.setAttribute(`tempest.run.${snakeCase(name)}`, value);
  if (error !== undefined) {
    const type = errorType(error);
    span.setAttribute(ERROR_TYPE, type);
    // Its message may carry keys: the code is enough to look it up.
    span.setStatus({ code: SpanStatusCode.ERROR, message: type });
  }
  span.end();
}

/** A span for an operation, the parent of the spans of its requests. */
export function followBySpan(tracer: Tracer, start: OperationStart): OperationScope {
  const { operation, table } = start;
  const parent = context.active();
  const span = tracer.startSpan(
    table === undefined ? operation : `${operation} ${table}`,
    { attributes: operationAttributes(start) },
    parent,
  );
  const within = start.kind === 'run' ? trace.setSpan(parent, span).setValue(IN_RUN, true) : undefined;
  return {
    run: part => context.with(within ?? trace.setSpan(context.active(), span), part),
    end: ended => end(span, ended),
  };
}
