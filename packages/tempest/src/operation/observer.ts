import type { Logger } from './logger.js';
import type { CacheEvent, DbEvents, RequestEvent } from './request-event.js';

/** Runs what belongs to the application. It is told of requests that have been made, so nothing that it throws may fail them. */
export function guarded(step: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = step();
    // An async function is taken for a listener too: its rejection would end the process
    if (typeof result === 'object' && result !== null && 'then' in result) Promise.resolve(result).catch(onError);
  } catch (error) {
    onError(error);
  }
}

const ignore = (): void => undefined;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** What is part of an application's ordinary life: a condition that does not hold, an object that is not there, an abort. */
const EXPECTED = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'AbortError',
  'PreconditionFailed',
  'NotFound',
  'NoSuchKey',
]);

/** Tells an application's listener and logger what a database does. */
export class Observer {
  readonly #onRequest: DbEvents['onRequest'];
  readonly #onCache: DbEvents['onCache'];
  readonly #logger: Logger | undefined;

  constructor(events: DbEvents | undefined, logger: Logger | undefined) {
    this.#onRequest = events?.onRequest;
    this.#onCache = events?.onCache;
    this.#logger = logger;
  }

  /** What nobody hears costs nothing. */
  static of({ events, logger }: { readonly events?: DbEvents; readonly logger?: Logger }): Observer | undefined {
    return events?.onRequest || events?.onCache || logger ? new Observer(events, logger) : undefined;
  }

  requested(event: RequestEvent): void {
    this.#hear('onRequest', this.#onRequest, event);
    if (this.#logger) this.#logRequest(event);
  }

  cached(event: CacheEvent): void {
    this.#hear('onCache', this.#onCache, event);
    const { error, operation, bucketName, found, latencyMs } = event;
    if (!error)
      this.#log(
        'debug',
        { operation, bucketName, found, latencyMs },
        `Read an archived object ${found ? 'by the cache' : 'past the cache'}`,
      );
    else
      this.#log(
        'warn',
        { operation, bucketName, code: error.code, error: nameOf(error.cause) },
        `The outer cache failed to ${operation} an archived object`,
      );
  }

  #hear<Event>(name: keyof DbEvents, listener: ((event: Event) => void) | undefined, event: Event): void {
    if (!listener) return;
    guarded(
      () => listener(event),
      error => this.#log('error', { error: nameOf(error) }, `The listener ${name} threw`),
    );
  }

  info(fields: object, message: string): void {
    this.#log('info', fields, message);
  }

  /** Names and numbers only: messages, and the errors that the SDK's answers become, may carry keys and rows. */
  #logRequest({ error, ...event }: RequestEvent): void {
    const where = event.kind === 's3' ? event.bucketName : event.tables.join(', ');
    if (!error) {
      this.#log('debug', event, `${event.operation} on ${where}`);
      return;
    }
    const cause = nameOf(error.cause);
    this.#log(
      EXPECTED.has(cause) ? 'debug' : 'warn',
      { ...event, code: error.code, error: cause },
      `${event.operation} on ${where} failed`,
    );
  }

  #log(level: keyof Logger, fields: object, message: string): void {
    const logger = this.#logger;
    if (logger) guarded(() => logger[level](fields, message), ignore);
  }
}
