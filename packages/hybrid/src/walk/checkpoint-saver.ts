import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';

/** A run that is killed does again what it did in the last so many milliseconds, and no store is asked more often. */
const SAVE_INTERVAL_MS = 1_000;

/** Saves where a run is, now and then and one save at a time. */
export class CheckpointSaver {
  readonly #store: CheckpointStore | undefined;
  readonly #text: () => string;
  #saving: Promise<void> | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;

  /** @param store `undefined`: nothing is saved */
  constructor(store: CheckpointStore | undefined, text: () => string) {
    this.#store = store;
    this.#text = text;
  }

  /** The run has got on. Throws what the store throws. */
  async moved(): Promise<void> {
    if (this.#saving) return this.#saving;
    if (performance.now() - this.#savedAt >= SAVE_INTERVAL_MS) await this.#save();
  }

  /** The run ends. */
  async end(complete: boolean): Promise<void> {
    await this.#saving;
    if (complete) await this.#store?.clear();
    else await this.#save();
  }

  async #save(): Promise<void> {
    if (!this.#store) return;
    this.#saving = this.#store.save(this.#text());
    try {
      await this.#saving;
    } finally {
      this.#saving = undefined;
      this.#savedAt = performance.now();
    }
  }
}
