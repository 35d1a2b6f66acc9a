import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ArchivalSummary, ArchiveShard } from '@tempest-ts/hybrid';
import type { ShardWorkerMessage, ShardWorkerPlace, ShardWorkerTask } from './shard-protocol.js';

const MILLIS_PER_SECOND = 1e3;

/** What a crew did. */
export interface CrewWork {
  readonly seconds: number;
  /** Of all its processes. */
  readonly cpuSeconds: number;
  readonly summaries: readonly ArchivalSummary[];
}

/** Workers, each a process, that take shards as they have time for them. */
export class ShardCrew {
  readonly #workers: readonly ChildProcess[];

  constructor(workers: number) {
    const file = fileURLToPath(new URL('shard-worker.ts', import.meta.url));
    this.#workers = Array.from({ length: workers }, () => fork(file, { execArgv: process.execArgv }));
  }

  /** Does all shards. The time is that from when every worker has loaded what it needs. */
  async work(place: ShardWorkerPlace, shards: readonly ArchiveShard[]): Promise<CrewWork> {
    await Promise.all(this.#workers.map(worker => this.#ask(worker, { place })));
    const left = [...shards];
    const summaries: ArchivalSummary[] = [];
    const started = performance.now();
    const cpu = await Promise.all(
      this.#workers.map(async worker => {
        let cpuSeconds = 0;
        for (let shard = left.shift(); shard; shard = left.shift()) {
          const done = await this.#ask(worker, { shard });
          if (done.kind !== 'done') continue;
          summaries.push(done.summary);
          cpuSeconds = done.cpuSeconds;
        }
        return cpuSeconds;
      }),
    );
    return {
      seconds: (performance.now() - started) / MILLIS_PER_SECOND,
      cpuSeconds: cpu.reduce((sum, seconds) => sum + seconds, 0),
      summaries,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#workers.map(async worker => {
        if (worker.exitCode !== null || worker.signalCode !== null) return;
        const ended = once(worker, 'exit');
        worker.disconnect();
        await ended;
      }),
    );
  }

  async #ask(worker: ChildProcess, task: ShardWorkerTask): Promise<ShardWorkerMessage> {
    const done = new AbortController();
    const ended = once(worker, 'exit', { signal: done.signal }).then(() => {
      throw new Error('A worker ended before it answered; what it printed says why.');
    });
    try {
      const answered = once(worker, 'message', { signal: done.signal });
      worker.send(task);
      const [message] = (await Promise.race([answered, ended])) as [ShardWorkerMessage]; // a worker sends nothing else
      if (message.kind === 'failed') throw new Error(message.error);
      return message;
    } finally {
      ended.catch(() => {});
      done.abort();
    }
  }
}
