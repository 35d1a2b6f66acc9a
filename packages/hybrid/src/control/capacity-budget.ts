import { setTimeout as sleep } from 'node:timers/promises';

const SECOND_MS = 1_000;
/** A budget that was throttled recovers by this factor in each second without throttling. */
const RECOVERY_PER_SECOND = 1.1;
/** Seconds without throttling after which a run that has no limit of its own goes at full speed again. */
const FORGET_AFTER_MS = 60 * SECOND_MS;
/** The least rate, in units per second, to which throttling slows a run. */
const LEAST_RATE = 1;
/** Throttled answers that arrive together are one sign, not many. */
const THROTTLE_WINDOW_MS = 250;

/**
 * Capacity units per second. What a request takes is known only afterwards, so a request may begin whenever nothing is owed, and what it took more than the
 * budget held is waited for by those after it. Halves on throttling and recovers bit by bit.
 */
export class CapacityBudget {
  readonly #limit: number;
  readonly #now: () => number;
  #rate: number;
  /** Units that may be taken at once; below zero they are owed. Never more than one second's. */
  #units: number;
  #at: number;
  #line: Promise<void> = Promise.resolve();
  #throttledAt = Number.NEGATIVE_INFINITY;
  #consumed = 0;
  #second = { from: 0, units: 0, before: 0 };

  /** @param limit units per second; `undefined`: as many as DynamoDB grants */
  constructor(limit: number | undefined, now: () => number = () => performance.now()) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#rate = this.#limit;
    this.#units = this.#limit;
    this.#now = now;
    this.#at = now();
    this.#second.from = this.#at;
  }

  /** Units taken so far. */
  get consumed(): number {
    return this.#consumed;
  }

  /** Units per second that may be taken now. */
  get rate(): number {
    return this.#rate;
  }

  /** Waits until a request may begin; at once where the signal aborts. Those who wait go one after another. */
  async take(estimate: number, signal: AbortSignal): Promise<void> {
    if (this.#rate === Number.POSITIVE_INFINITY) return; // nobody need wait
    const turn = this.#line.then(() => this.#turn(estimate, signal));
    this.#line = turn;
    await turn;
  }

  /** What a request took, where `estimate` was taken for it. */
  settle(estimate: number, consumed: number): void {
    this.#refill();
    this.#units += estimate - consumed;
    this.#consumed += consumed;
    this.#second.units += consumed;
  }

  /**
   * Takes a step when its turn has come: what the step says that it took is settled, the estimate where it does not say, and nothing where it throws.
   *
   * @throws the signal's reason, without taking the step, where it has aborted by then; what the step throws
   */
  async spend<T extends { readonly units?: number | undefined }>(
    estimate: number,
    signal: AbortSignal,
    step: () => Promise<T>,
  ): Promise<T> {
    await this.take(estimate, signal);
    let units = 0;
    try {
      signal.throwIfAborted();
      const taken = await step();
      units = taken.units ?? estimate;
      return taken;
    } finally {
      this.settle(estimate, units);
    }
  }

  /** DynamoDB refused a request, or had the SDK send it again. */
  throttled(): void {
    this.#refill();
    const at = this.#now();
    if (at - this.#throttledAt < THROTTLE_WINDOW_MS) return;
    this.#throttledAt = at;
    const recent = Math.max(this.#second.before, this.#second.units);
    const from = Number.isFinite(this.#rate) ? this.#rate : recent;
    this.#rate = Math.max(LEAST_RATE, from / 2);
    this.#units = Math.min(this.#units, this.#rate);
  }

  async #turn(estimate: number, signal: AbortSignal): Promise<void> {
    for (this.#refill(); this.#units <= 0 && !signal.aborted; this.#refill()) {
      const wait = Math.min(SECOND_MS, Math.ceil((-this.#units / this.#rate) * SECOND_MS) + 1);
      await sleep(wait, undefined, { signal }).catch(() => undefined); // an abort ends the waiting: the caller looks at the signal
    }
    this.#units -= estimate;
  }

  #refill(): void {
    const at = this.#now();
    const elapsed = at - this.#at;
    this.#at = at;
    if (at - this.#second.from >= SECOND_MS) this.#second = { from: at, units: 0, before: this.#second.units };
    if (this.#rate < this.#limit) {
      const forgotten = this.#limit === Number.POSITIVE_INFINITY && at - this.#throttledAt > FORGET_AFTER_MS;
      this.#rate = forgotten ? this.#limit : Math.min(this.#limit, this.#rate * RECOVERY_PER_SECOND ** (elapsed / SECOND_MS));
    }
    this.#units = Number.isFinite(this.#rate) ? Math.min(this.#rate, this.#units + (elapsed / SECOND_MS) * this.#rate) : this.#rate;
  }
}
