/** Lets so many tasks run at once; the others wait in line. */
export class Limiter {
  readonly limit: number;
  /** Those in line, the first first: a set, as one whose signal aborts leaves from anywhere in it. */
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** @throws the signal's reason, without running the task, where it aborts before the task's turn comes. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#running >= this.limit) await this.#turn(signal);
    else this.#running += 1;
    try {
      return await task();
    } finally {
      // A place is handed on rather than given back: nobody can take it in between.
      const [next] = this.#waiting;
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(signal?.reason);
      };
      const enter = (): void => {
        this.#waiting.delete(enter);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
