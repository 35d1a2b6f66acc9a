/**
 * Where a run keeps how far it is: one text, which the library alone understands. A store of your own is an object with these three methods; each run, or
 * kind of run, has one of its own.
 */
export interface CheckpointStore {
  /** The text that was saved last; `undefined` where there is none. */
  load(): Promise<string | undefined>;
  /** Keeps the text in place of the one before, whole or not at all. Called once a second at most; what it throws ends the run. */
  save(checkpoint: string): Promise<void>;
  /** Forgets the text: the run has read everything. */
  clear(): Promise<void>;
}
