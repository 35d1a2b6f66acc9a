import { checkCheckpoints } from '../checkpoint/check-checkpoints.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { CheckpointSaver } from './checkpoint-saver.js';

/** Options of runs that may be stopped or killed in the middle, and gone on with. */
export interface CheckpointOptions {
  /** The checkpoint of an earlier call: go on there. */
  readonly resumeFrom?: string | undefined;
  /**
   * Where the run keeps how far it is, once a second: the next call with the same store goes on there, even after a kill. A dry run only reads it. Default: nowhere.
   */
  readonly checkpoints?: CheckpointStore | undefined;
}

/** How far a run is, for whoever goes on from there. */
export class RunCheckpoints {
  readonly #options: CheckpointOptions;
  readonly #saver: CheckpointSaver;
  #reached: string | undefined;

  /**
   * @param call what the caller called: `restore()`
   * @param isDry whether nothing is to be written
   * @throws ConfigurationError
   */
  constructor(call: string, options: CheckpointOptions, isDry = false) {
    checkCheckpoints(options.checkpoints, call);
    this.#options = options;
    this.#saver = new CheckpointSaver(isDry ? undefined : options.checkpoints, () => this.#reached ?? '');
  }

  /** Where the run is; `undefined`: at its beginning. */
  get reached(): string | undefined {
    return this.#reached;
  }

  /** Where the run begins. Throws what the store throws. */
  async begin(): Promise<string | undefined> {
    this.#reached = this.#options.resumeFrom ?? (await this.#options.checkpoints?.load());
    return this.#reached;
  }

  /** The run has got on. Throws what the store throws. */
  async moved(checkpoint: string): Promise<void> {
    this.#reached = checkpoint;
    await this.#saver.moved();
  }

  /** The run ends, here or complete. Throws what the store throws. */
  async end(checkpoint: string | undefined, complete: boolean): Promise<void> {
    this.#reached = checkpoint;
    if (complete || checkpoint !== undefined) await this.#saver.end(complete);
  }
}
