import type { ArchivalStage } from './archival-result.js';

/** A failure with the stage that it happened in. */
export class StageError extends Error {
  readonly stage: ArchivalStage;

  constructor(stage: ArchivalStage, cause: unknown) {
    super(stage, { cause });
    this.stage = stage;
  }
}

/** Runs a step; what it throws becomes the `cause` of a StageError, unless it is one. */
export async function inStage<T>(stage: ArchivalStage, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw cause instanceof StageError ? cause : new StageError(stage, cause);
  }
}
