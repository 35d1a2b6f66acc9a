/** A call of a database's or a view's method that has begun. */
export interface OperationStart {
  /** `'run'`: it goes over whole tables, or a whole archive, in any number of requests. `'call'`: all others. */
  readonly kind: 'call' | 'run';
  /** The method's name: `load`, `queryAll`, `archiveOldData`. An iteration is one operation, from its first page to its end. */
  readonly operation: string;
  /** The name that requests are sent to; `undefined` where it may be several. */
  readonly table: string | undefined;
  /** The view's name within its table; `undefined` where it is a database's method. */
  readonly view: string | undefined;
}

/** How an operation ended. */
export interface OperationEnd {
  /** Milliseconds from its beginning; of an iteration with what the caller did between pages. */
  readonly latencyMs: number;
  /** What it threw. It may hold rows, keys and values, so that it is not for every log. `undefined`: it did not, or its caller left the iteration. */
  readonly error: unknown;
  /** What a run's result counts, and what it says yes or no to, by its names there. Empty for other operations. */
  readonly counts: Readonly<Record<string, number | boolean>>;
}

/** What follows one operation: a span, say. */
export interface OperationScope {
  /**
   * Runs a part of the operation, and returns what it returns: what is sent meanwhile belongs to the operation. Called once; of an iteration once for each page.
   *
   * @example
   * run: part => context.with(trace.setSpan(context.active(), span), part)
   */
  run<T>(part: () => T): T;
  /** It is over. */
  end(end: OperationEnd): void;
}
