import { getHeapStatistics } from 'node:v8';

/** Often enough to see a page of archived items come and go. */
const SAMPLE_MS = 50;

/** The most memory that this process was seen to use, in bytes, between `start` and `stop`. */
export class MemoryPeak {
  #rss = 0;
  #heap = 0;
  readonly #timer: NodeJS.Timeout;

  private constructor() {
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  static start(): MemoryPeak {
    return new MemoryPeak();
  }

  stop(): { readonly rss: number; readonly heap: number } {
    this.#sample();
    clearInterval(this.#timer);
    return { rss: this.#rss, heap: this.#heap };
  }

  #sample(): void {
    this.#rss = Math.max(this.#rss, process.memoryUsage.rss());
    this.#heap = Math.max(this.#heap, getHeapStatistics().used_heap_size);
  }
}
