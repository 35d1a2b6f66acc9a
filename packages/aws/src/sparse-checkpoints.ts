import type { CheckpointStore } from '@tempest-ts/hybrid';

/** What a killed invocation does again, at most. A save is a PUT: one a second would cost as much as Lambda itself does for it. */
const SAVE_INTERVAL_MS = 15_000;

/** A store that is written to now and then only, and when `flush` is called. */
export class SparseCheckpoints implements CheckpointStore {
  readonly #store: CheckpointStore;
  readonly #intervalMs: number;
  #savedAt = performance.now();
  #waiting: string | undefined;

  constructor(store: CheckpointStore, intervalMs: number = SAVE_INTERVAL_MS) {
    this.#store = store;
    this.#intervalMs = intervalMs;
  }

  load(): Promise<string | undefined> {
    return this.#store.load();
  }

  async save(checkpoint: string): Promise<void> {
    this.#waiting = checkpoint;
    if (performance.now() - this.#savedAt >= this.#intervalMs) await this.flush();
  }

  async clear(): Promise<void> {
    this.#waiting = undefined;
    await this.#store.clear();
  }

  /** Writes what has not been written yet. */
  async flush(): Promise<void> {
    const checkpoint = this.#waiting;
    if (checkpoint === undefined) return;
    this.#waiting = undefined;
    this.#savedAt = performance.now();
    await this.#store.save(checkpoint);
  }
}
