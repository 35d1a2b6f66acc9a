import { TempestError } from '../errors.js';
import { guarded } from './guarded.js';
import type { Logger } from './logger.js';
import type { OperationEnd, OperationStart } from './operation-event.js';
import type { CacheEvent, DbEvents, HydrationEvent, RequestEvent, RetryEvent } from './request-event.js';

const ignore = (): void => undefined;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
const codeOf = (error: unknown): string => (error instanceof TempestError ? error.code : nameOf(error));
const rounded = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.round(ms * 1_000) / 1_000);

/** What is part of an application's ordinary life: a condition that does not hold, writers that meet, an object or a rule that is not there, an abort, an operation that a local server lacks. */
const EXPECTED = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'AbortError',
  'PreconditionFailed',
  'NotFound',
  'NoSuchKey',
  'NoSuchLifecycleConfiguration',
  'UnknownOperationException',
]);

/** The end of a run that its caller wanted. */
const ABORTS = new Set(['ABORTED', 'TIMED_OUT']);

/**
 * Writes lines of what a database does to the application's logger. Each has a field `event` that never changes, and names and numbers besides: messages of errors, and what
 * the SDK's answers become, may carry keys and rows, and no line does. docs/guide/observability.md lists them.
 */
export class DbLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  request({ error, ...event }: RequestEvent): void {
    const where = event.kind === 's3' ? event.bucketName : event.tables.join(', ');
    const what = `${event.operation} on ${where}`;
    const fields = { ...event, latencyMs: rounded(event.latencyMs) };
    const { attempts = 1 } = event;
    if (error) {
      const cause = nameOf(error.cause);
      const level = EXPECTED.has(cause) ? 'debug' : 'warn';
      this.#write(level, 'request.failed', { ...fields, code: error.code, error: cause }, `${what} failed`);
    } else if (attempts > 1) this.#write('info', 'request.retried', fields, `${what} was answered after ${attempts} sends`);
    else this.#write('debug', 'request', fields, what);
  }

  retry({ service, operation, target, code }: RetryEvent): void {
    this.#write('info', 'retry', { service, operation, target, code }, `${operation} on ${target} is tried again`);
  }

  cache({ error, operation, bucketName, found, latencyMs }: CacheEvent): void {
    if (error) {
      const fields = { operation, bucketName, code: error.code, error: nameOf(error.cause) };
      this.#write('warn', 'cache.failed', fields, `The outer cache failed to ${operation} an archived object`);
    } else {
      const fields = { operation, bucketName, found, latencyMs: rounded(latencyMs) };
      this.#write('debug', 'cache.read', fields, `Read an archived object ${found ? 'by the cache' : 'past the cache'}`);
    }
  }

  /** What was read well is told of as requests are. */
  hydration({ table, entity, purpose, latencyMs, error }: HydrationEvent): void {
    const fields = { table, entity, latencyMs: rounded(latencyMs) };
    const item = `an archived item of ${table}`;
    if (error) {
      const { reason } = error as { readonly reason?: string }; // that of a HydrationError
      const failed = { ...fields, purpose, code: error.code, reason, error: nameOf(error.cause) };
      this.#write('warn', 'hydration.failed', failed, `Could not ${purpose} ${item}`);
    } else if (purpose === 'restore') this.#write('info', 'restore.on-demand', fields, `Restored ${item} for a write`);
  }

  runBegan({ operation }: OperationStart): void {
    this.#write('info', 'run.started', { operation }, `${operation} has begun`);
  }

  runEnded({ operation }: OperationStart, { latencyMs, error, counts }: OperationEnd): void {
    const exact = Object.entries(counts).map(([name, value]) => [name, typeof value === 'number' ? rounded(value) : value]);
    const fields = { operation, durationMs: rounded(latencyMs), ...Object.fromEntries(exact) };
    if (error === undefined) {
      this.#write('info', 'run.ended', fields, `${operation} has ended`);
      return;
    }
    const code = codeOf(error);
    this.#write(ABORTS.has(code) ? 'warn' : 'error', 'run.failed', { ...fields, code }, `${operation} has failed`);
  }

  notice(event: string, fields: object, message: string): void {
    this.#write('info', event, fields, message);
  }

  warn(event: string, fields: object, message: string): void {
    this.#write('warn', event, fields, message);
  }

  listenerThrew(name: keyof DbEvents, error: unknown): void {
    this.#write('error', 'listener.failed', { listener: name, error: nameOf(error) }, `The listener ${name} threw`);
  }

  #write(level: keyof Logger, event: string, fields: object, message: string): void {
    guarded(() => this.#logger[level]({ event, ...fields }, message), ignore);
  }
}
