import type { Measured } from './suite.js';

/** What the harness sends to a worker. */
export interface WorkerTask {
  readonly id: string;
  /** A file URL. */
  readonly module: string;
  readonly args: object;
  /** Where to write a CPU profile; `undefined`: nowhere. */
  readonly profileFolder: string | undefined;
}

/** What it answers. */
export type WorkerAnswer = { readonly measured: readonly Measured[] } | { readonly error: string };
