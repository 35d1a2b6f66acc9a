import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Measured } from './suite.js';
import type { WorkerAnswer, WorkerTask } from './worker-protocol.js';

/** How long a process may take to end. */
const GRACE_MS = 5000;

/** The process of a job, or in a quick run of several. */
export class WorkerProcess {
  readonly #child: ChildProcess;

  constructor(nodeFlags: readonly string[]) {
    this.#child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), { execArgv: [...process.execArgv, ...nodeFlags] });
  }

  /** Throws what the job threw, and where the process ends without an answer. An abort ends the process. */
  async run(job: Job, { profileFolder, signal }: { readonly profileFolder: string | undefined; readonly signal: AbortSignal }) {
    const task: WorkerTask = { id: job.id.replace(/\W+/g, '-'), module: job.module.href, args: job.args, profileFolder };
    const done = new AbortController();
    const waiting = AbortSignal.any([done.signal, signal]);
    const ended = once(this.#child, 'exit', { signal: waiting }).then(([code, by]) => {
      throw new Error(`${job.id}: its process ended with ${by ?? code} before it answered; what it printed says why.`);
    });
    try {
      const answered = once(this.#child, 'message', { signal: waiting });
      this.#child.send(task);
      const [answer] = (await Promise.race([answered, ended])) as [WorkerAnswer]; // a worker sends nothing else
      if ('error' in answer) throw new Error(`${job.id}: ${answer.error}`);
      return answer.measured satisfies readonly Measured[];
    } finally {
      ended.catch(() => {});
      done.abort();
    }
  }

  /** Ends it in order, so that it ends the servers that it started; some peers take SIGTERM and go on. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    if (this.#child.connected) this.#child.disconnect();
    await ended;
    clearTimeout(impatience);
  }
}
