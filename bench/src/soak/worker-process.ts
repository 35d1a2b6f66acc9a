import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Said, WorkerTask } from './messages.js';
import { monotonicMs } from './monotonic-time.js';

/** What is kept of a process, also when it has ended. */
export interface WorkerRecord {
  readonly counts: Readonly<Record<string, number>>;
  readonly peakRssBytes: number;
  /** Heap right after collections, one after another: what the process held. */
  readonly heldBytes: readonly number[];
}

/** A process must do with this, whatever it reads: what it hoards it dies of. */
const HEAP_MIB = 96;
const MAX_PRINTED = 4_000;

/** One process of the run. */
export class WorkerProcess {
  readonly task: WorkerTask;
  /** When it was last heard of, by its own clock: what it did before, it has told. */
  heardAt: number = monotonicMs();
  isReady = false;
  isEnded = false;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #heldBytes: number[] = [];
  #counts: Readonly<Record<string, number>> = {};
  #peakRssBytes = 0;
  #printed = '';
  #isToEnd = false;

  /** @param hear told of everything that the process says */
  constructor(program: string, task: WorkerTask, hear: (said: Said, worker: WorkerProcess) => void, violate: (what: string) => void) {
    this.task = task;
    this.#child = fork(program, [JSON.stringify(task)], {
      execArgv: [`--max-old-space-size=${HEAP_MIB}`, '--expose-gc'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed = (this.#printed + text).slice(-MAX_PRINTED);
      });
    }
    this.#child.on('message', (said: Said) => {
      this.#note(said);
      hear(said, this);
    });
    this.#ended = this.#watch(violate);
  }

  get name(): string {
    return `${this.task.role} ${this.task.index}`;
  }

  get record(): WorkerRecord {
    return { counts: this.#counts, peakRssBytes: this.#peakRssBytes, heldBytes: this.#heldBytes };
  }

  /** Ends it at once, in the middle of whatever it does. What it said before has been heard when this resolves. */
  async kill(): Promise<void> {
    this.#isToEnd = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Has it end what it is at, and then itself. */
  async stop(graceMs: number): Promise<void> {
    if (this.isEnded) return;
    this.#child.send('stop', () => undefined);
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), graceMs); // its exit is then no clean one, and a violation
    await this.#ended;
    clearTimeout(impatience);
  }

  #note(said: Said): void {
    if ('at' in said) this.heardAt = said.at;
    if (said.kind === 'ready') this.isReady = true;
    if (said.kind !== 'pulse') return;
    this.#counts = said.counts;
    this.#peakRssBytes = Math.max(this.#peakRssBytes, said.rssBytes);
    if (said.heldBytes !== undefined) this.#heldBytes.push(said.heldBytes);
  }

  async #watch(violate: (what: string) => void): Promise<void> {
    const silent = once(this.#child, 'disconnect'); // after everything that it said
    const [code, signal] = (await once(this.#child, 'close')) as [number | null, NodeJS.Signals | null];
    await silent;
    this.isEnded = true;
    if (this.#isToEnd) return;
    if (code !== 0) violate(`${this.name} ended by ${signal ?? `exit code ${code}`}:\n${this.#printed}`);
    else if (this.#printed !== '') violate(`${this.name} printed what nobody asked it to:\n${this.#printed}`);
  }
}
