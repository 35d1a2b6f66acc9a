import type { Said } from './messages.js';
import { monotonicMs } from './monotonic-time.js';

const PULSE_MS = 100;

/** What a process tells the one that started it. */
export class Teller {
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  /** Tells that the process lives, and how it does. */
  start(): void {
    this.say({ kind: 'ready' });
    this.#timer = setInterval(() => this.#pulse(), PULSE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#pulse();
  }

  say(said: Said): void {
    process.send?.(said);
  }

  /** Resolves when the words have left the process, and so outlive it. */
  tell(said: Said): Promise<void> {
    return new Promise((resolve, reject) => process.send?.(said, error => (error ? reject(error) : resolve())));
  }

  count(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by);
  }

  violation(what: string): void {
    this.say({ kind: 'violation', what });
  }

  #pulse(): void {
    const { rss, heapUsed } = process.memoryUsage();
    this.say({ kind: 'pulse', at: monotonicMs(), rssBytes: rss, heapBytes: heapUsed, counts: Object.fromEntries(this.#counts) });
  }
}
