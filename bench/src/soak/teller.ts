import type { Said } from './messages.js';
import { monotonicMs } from './monotonic-time.js';

const PULSE_MS = 100;
/** A collection of everything takes a while. */
const PULSES_PER_COLLECTION = 20;

/** What a process tells the one that started it. */
export class Teller {
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #pulses = 0;

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
    this.#pulses += 1;
    const isCollected = this.#pulses % PULSES_PER_COLLECTION === 0;
    if (isCollected) globalThis.gc?.(); // the parent starts it with --expose-gc
    const { rss, heapUsed } = process.memoryUsage();
    const heldBytes = isCollected ? heapUsed : undefined;
    this.say({ kind: 'pulse', at: monotonicMs(), rssBytes: rss, heldBytes, counts: Object.fromEntries(this.#counts) });
  }
}
