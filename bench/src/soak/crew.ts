import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@tempest-ts/testing/simulator';
import type { FaultProxy } from './faults/fault-proxy.js';
import { type Role, senderOf, type WorkerTask } from './messages.js';
import { monotonicMs } from './monotonic-time.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import type { Watch } from './watch.js';
import { WorkerProcess } from './worker-process.js';

/** How many processes of each role work at once. The first of each is never killed where there are several, so that its memory can be watched. */
export const CREW: Readonly<Record<Role, number>> = { writer: 2, reader: 2, archiver: 3, sweeper: 1, restorer: 1 };

const SEEDS = 2 ** 31;
const STOP_GRACE_MS = 30_000;
const CHECK_MS = 200;
const STARTED_MS = 50;

/** What every process is told alike. */
export type CommonTask = Omit<WorkerTask, 'role' | 'index' | 'seed' | 'writers'>;

/** The processes of a run: starts them, kills them in the middle of their work, and starts others in their places. */
export class Crew {
  readonly #program: string;
  readonly #task: CommonTask;
  readonly #watch: Watch;
  readonly #dynamoDb: FaultProxy;
  readonly #random: Random;
  readonly #size: Readonly<Record<Role, number>>;
  readonly #spared: readonly Role[];
  readonly #members = new Map<string, WorkerProcess>();
  readonly #gone: WorkerProcess[] = [];
  readonly #kills = new Map<Role, number>();

  /** @param program what each process runs */
  constructor(program: string, task: CommonTask, seed: number, watch: Watch, dynamoDb: FaultProxy) {
    this.#program = program;
    this.#task = task;
    this.#random = new Random(seed);
    this.#watch = watch;
    this.#dynamoDb = dynamoDb;
    const { crew, spared = [] } = PLANTED_BUGS[task.bug ?? ''] ?? {};
    this.#size = { ...CREW, ...crew };
    this.#spared = spared;
  }

  /** Processes that were killed, by role. */
  get kills(): Readonly<Partial<Record<Role, number>>> {
    return Object.fromEntries(this.#kills);
  }

  /** Every process that ever was. */
  get all(): readonly WorkerProcess[] {
    return [...this.#gone, ...this.#members.values()];
  }

  start(): void {
    for (const [role, count] of Object.entries(this.#size) as [Role, number][]) // the keys are the type's
      for (let index = 0; index < count; index += 1) this.#start(role, index);
  }

  /** Resolves when every process works, or one has ended instead. */
  async ready(): Promise<void> {
    while (!this.all.every(({ isReady, isEnded }) => isReady || isEnded)) await sleep(STARTED_MS);
  }

  /** Holds reads against the journal as soon as all writers have told what they did until then. */
  async checkReads(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await sleep(CHECK_MS);
      const writers = [...this.#members.values()].filter(({ task }) => task.role === 'writer');
      this.#watch.checkReads(Math.min(...writers.map(({ heardAt }) => heardAt)));
    }
  }

  /** Kills one process again and again: each time it has begun to do what it is there for, and then a random while has passed. */
  async killAgainAndAgain(role: Role, index: number, [least, most]: readonly [number, number], over: AbortSignal): Promise<void> {
    const random = new Random(this.#random.below(SEEDS));
    if (this.#spared.includes(role)) return;
    while (!over.aborted) {
      const member = this.#members.get(`${role} ${index}`);
      if (!member || member.isEnded) return; // there is none of it, or it died by itself, which is a violation
      if (Object.keys(member.record.counts).length > 0) {
        await sleep(least + random.next() * (most - least), undefined, { signal: over }).catch(() => undefined);
        if (!over.aborted) await this.#replace(member);
      } else await sleep(STARTED_MS);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#members.values()].map(member => member.stop(STOP_GRACE_MS)));
  }

  async #replace(member: WorkerProcess): Promise<void> {
    const { role, index } = member.task;
    await member.kill();
    this.#kills.set(role, (this.#kills.get(role) ?? 0) + 1);
    if (role === 'writer') {
      await this.#dynamoDb.settled(senderOf(member.task));
      this.#watch.writerEnded(member, monotonicMs());
    }
    this.#gone.push(member);
    this.#start(role, index);
  }

  #start(role: Role, index: number): void {
    const task = { ...this.#task, role, index, writers: CREW.writer, seed: this.#random.below(SEEDS) };
    const member = new WorkerProcess(
      this.#program,
      task,
      (said, worker) => this.#watch.hear(said, worker),
      what => this.#watch.violate(what),
    );
    this.#members.set(member.name, member);
  }
}
