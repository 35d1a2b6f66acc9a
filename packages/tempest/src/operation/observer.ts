import { DbLog } from './db-log.js';
import { guarded } from './guarded.js';
import type { Logger } from './logger.js';
import type { OperationScope, OperationStart } from './operation-event.js';
import type { CacheEvent, DbEvents, HydrationEvent, RequestEvent, RetryEvent } from './request-event.js';
import { WatchedOperation } from './watched-operation.js';

/** Tells an application's listeners and logger what a database does. */
export class Observer {
  /** Whether somebody follows every call, not only runs. */
  readonly followsCalls: boolean;
  readonly #events: DbEvents;
  readonly #log: DbLog | undefined;

  constructor(events: DbEvents = {}, logger: Logger | undefined) {
    this.#events = { ...events };
    this.#log = logger && new DbLog(logger);
    this.followsCalls = events.onOperation !== undefined;
  }

  /** What nobody hears costs nothing. */
  static of({ events, logger }: { readonly events?: DbEvents; readonly logger?: Logger }): Observer | undefined {
    const isHeard = logger !== undefined || Object.values(events ?? {}).some(listener => listener !== undefined);
    return isHeard ? new Observer(events, logger) : undefined;
  }

  requested(event: RequestEvent): void {
    this.#hear('onRequest', this.#events.onRequest, event);
    this.#log?.request(event);
  }

  cached(event: CacheEvent): void {
    this.#hear('onCache', this.#events.onCache, event);
    this.#log?.cache(event);
  }

  hydrated(event: HydrationEvent): void {
    this.#hear('onHydration', this.#events.onHydration, event);
    this.#log?.hydration(event);
  }

  retried(event: RetryEvent): void {
    this.#hear('onRetry', this.#events.onRetry, event);
    this.#log?.retry(event);
  }

  /**
   * Something that an operator may want to know of a run.
   *
   * @param event its name in the log, which never changes
   */
  noticed(event: string, fields: object, message: string): void {
    this.#log?.notice(event, fields, message);
  }

  /**
   * Something that an operator ought to look at, and that ends no run.
   *
   * @param event its name in the log, which never changes
   */
  warned(event: string, fields: object, message: string): void {
    this.#log?.warn(event, fields, message);
  }

  /** An operation has begun. */
  begin(start: OperationStart): WatchedOperation {
    if (start.kind === 'run') this.#log?.runBegan(start);
    return new WatchedOperation(
      this.#scopeOf(start),
      error => this.#failed('onOperation', error),
      end => {
        if (start.kind === 'run') this.#log?.runEnded(start, end);
      },
    );
  }

  #scopeOf(start: OperationStart): OperationScope | undefined {
    try {
      return this.#events.onOperation?.(start);
    } catch (error) {
      this.#failed('onOperation', error);
      return undefined;
    }
  }

  #hear<Event>(name: keyof DbEvents, listener: ((event: Event) => void) | undefined, event: Event): void {
    if (!listener) return;
    guarded(
      () => listener(event),
      error => this.#failed(name, error),
    );
  }

  #failed(name: keyof DbEvents, error: unknown): void {
    this.#log?.listenerThrew(name, error);
  }
}
