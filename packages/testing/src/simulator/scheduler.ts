import type { Random } from './random.js';

/** Words for the trace. A function of what never changes: nearly no schedule's trace is read. */
export type Words = () => string;

/** Something that is ready to happen: one request reaching its store, or one being lost. */
export interface Step {
  /** Whose request it is. */
  readonly actor: string;
  readonly run: () => void;
}

/** Resolves when everybody who heard of something has done what follows from it. Node runs the queue of ticks whenever that of promises is empty. */
const microtasksDone = (): Promise<void> => new Promise(resolve => process.nextTick(resolve));
/** The same, and a round of the event loop: twenty times as dear. */
const eventsDone = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** How much likelier one actor's steps may be than another's, so that some schedules starve an actor for long. */
const WEIGHTS = [1, 1, 4, 30];
/** Chance that an actor's weight is drawn anew before a step. */
const REWEIGH = 0.1;

/** Lets ready steps happen one at a time, in an order that the seed decides. */
export class Scheduler {
  readonly #notes: (readonly [number, Words])[] = [];
  readonly #random: Random;
  readonly #ready: Step[] = [];
  readonly #weights = new Map<string, number>();
  #now = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Steps that have happened: the simulation's time. */
  get now(): number {
    return this.#now;
  }

  add(step: Step): void {
    this.#ready.push(step);
  }

  /** What happened, in order. */
  get trace(): readonly string[] {
    return this.#notes.map(([now, words]) => `${now}. ${words()}`);
  }

  /** Whether an actor has a step that is still to happen. */
  isWaiting(actor: string): boolean {
    return this.#ready.some(step => step.actor === actor);
  }

  note(words: Words): void {
    this.#notes.push([this.#now, words]);
  }

  /** Runs until nothing is ready; `after` is called after each step, before anybody hears of it. */
  async run(after: () => void): Promise<void> {
    for (;;) {
      await microtasksDone();
      if (this.#ready.length === 0) await eventsDone();
      const step = this.#take();
      if (!step) return;
      this.#now += 1;
      step.run();
      after();
    }
  }

  #take(): Step | undefined {
    if (this.#ready.length === 0) return undefined;
    if (this.#random.chance(REWEIGH)) this.#weights.set(this.#random.pick(this.#ready).actor, this.#random.pick(WEIGHTS));
    let left = this.#random.next() * this.#ready.reduce((sum, step) => sum + this.#weight(step), 0);
    const index = this.#ready.findIndex(step => {
      left -= this.#weight(step);
      return left < 0;
    });
    return this.#ready.splice(Math.max(index, 0), 1)[0];
  }

  #weight({ actor }: Step): number {
    const known = this.#weights.get(actor);
    if (known !== undefined) return known;
    const weight = this.#random.pick(WEIGHTS);
    this.#weights.set(actor, weight);
    return weight;
  }
}
