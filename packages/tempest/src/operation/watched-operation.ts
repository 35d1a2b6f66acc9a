import type { OperationEnd, OperationScope } from './operation-event.js';

/** One operation that somebody follows. Whatever the application's part does, the operation goes on and gives what it gives. */
export class WatchedOperation {
  readonly #began = performance.now();
  readonly #scope: OperationScope | undefined;
  readonly #failed: (error: unknown) => void;
  readonly #ended: (end: OperationEnd) => void;

  /**
   * @param scope `undefined`: only its end is told of
   * @param failed is told what the scope throws
   * @param ended is told of the end
   */
  constructor(scope: OperationScope | undefined, failed: (error: unknown) => void, ended: (end: OperationEnd) => void) {
    this.#scope = scope;
    this.#failed = failed;
    this.#ended = ended;
  }

  /** Runs a part of the operation: once, whether the scope runs it or fails to. */
  within<T>(part: () => Promise<T>): Promise<T> {
    if (!this.#scope) return part();
    let running: Promise<T> | undefined;
    const once = (): Promise<T> => {
      running ??= part();
      return running;
    };
    try {
      this.#scope.run(once);
    } catch (error) {
      this.#failed(error);
    }
    return once();
  }

  end(error: unknown, counts: OperationEnd['counts'] = {}): void {
    const end = { latencyMs: performance.now() - this.#began, error, counts };
    this.#ended(end);
    try {
      this.#scope?.end(end);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }
}
