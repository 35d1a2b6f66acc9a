// #region job
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { ArchivalResult, HybridLogicalDb } from '@tempest-ts/hybrid';
import { InjectDb } from '@tempest-ts/nestjs';
import type { UserDatabase } from './user-database.js';

/** Moves old sessions. Call `run()` from your scheduler; an application that shuts down meanwhile waits for what is on its way, and no longer. */
@Injectable()
export class ArchiveJob implements BeforeApplicationShutdown {
  readonly #db: HybridLogicalDb<UserDatabase>;
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(@InjectDb() db: HybridLogicalDb<UserDatabase>) {
    this.#db = db;
  }

  run(): Promise<ArchivalResult> {
    const run = this.#db.archiveOldData({ signal: this.#stop.signal });
    this.#running = run.catch(() => {}); // whoever called is told
    return run;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
// #endregion
