import type { HybridLogicalDb } from '@tempest-ts/hybrid';
import type { Random } from '@tempest-ts/testing/simulator';
import type { WorkerTask } from '../messages.js';
import type { SoakDatabase } from '../notes.js';
import type { Clients } from '../planted-bugs.js';
import type { Teller } from '../teller.js';

/** What a process works with. */
export interface Work {
  readonly task: WorkerTask;
  readonly db: HybridLogicalDb<SoakDatabase>;
  readonly clients: Clients;
  readonly teller: Teller;
  readonly random: Random;
  /** Aborted when the run is over: what is under way ends. */
  readonly stop: AbortSignal;
}
