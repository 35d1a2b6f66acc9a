import { setMaxListeners } from 'node:events';

/** Why a run ended before it had read everything. */
export type StopReason =
  /** `options.signal` aborted. */
  | 'signal'
  /** `options.deadline` passed, or `options.timeoutMs`. */
  | 'deadline'
  | 'max-items'
  | 'max-fraction';

/** What says when a run ends at the latest. */
export interface RunEnd {
  readonly deadline?: Date | undefined;
  readonly timeoutMs?: number | undefined;
}

/** `setTimeout` takes no longer delay: later deadlines are never met by one run. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * So long before its deadline a run begins nothing new, and of a short one a tenth of its time: what is on its way arrives, rather than leaving objects that no row names.
 */
const LANDING_MS = 3_000;
const LANDING_SHARE = 0.1;
/** Of a run's time, what an item waits for others at most: of what is never begun before the deadline comes near, no later run would get further. */
const PATIENCE_SHARE = 0.25;

/** When a run ends at the latest, where that is now begun. */
export function endOf({ deadline, timeoutMs }: RunEnd): Date | undefined {
  const times = [...(deadline ? [deadline.getTime()] : []), ...(timeoutMs === undefined ? [] : [Date.now() + timeoutMs])];
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** The end of a run before its time: at once, or when the items on their way have arrived. */
export class RunStop {
  /** Aborts where what is under way is to be broken off, as far as it safely can. */
  readonly signal: AbortSignal;
  /** Milliseconds for which something may be kept back until there is more of it; `undefined`: the run has all the time in the world. */
  readonly patienceMs: number | undefined;
  readonly #abort = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timers: readonly NodeJS.Timeout[] = [];
  #reason: StopReason | undefined;

  constructor(caller: AbortSignal | undefined, deadline: Date | undefined) {
    this.#caller = caller;
    this.signal = AbortSignal.any([this.#abort.signal, ...(caller ? [caller] : [])]);
    setMaxListeners(0, this.signal); // each request listens; Node warns of a leak from the eleventh on
    if (!deadline) return;
    const left = deadline.getTime() - Date.now();
    this.patienceMs = left * PATIENCE_SHARE;
    const landing = Math.min(LANDING_MS, left * LANDING_SHARE);
    if (left <= 0) this.#deadlinePassed();
    else if (left <= MAX_TIMER_MS)
      this.#timers = [setTimeout(() => this.wind('deadline'), left - landing), setTimeout(() => this.#deadlinePassed(), left)];
  }

  get reason(): StopReason | undefined {
    return this.#reason ?? (this.#caller?.aborted ? 'signal' : undefined);
  }

  /** Whether nothing new is to begin. */
  get stopped(): boolean {
    return this.#reason !== undefined || this.signal.aborted;
  }

  /** Whether the deadline is near, or has passed. */
  get isLanding(): boolean {
    return this.#reason === 'deadline';
  }

  /** Begin nothing new; what is under way goes on. */
  wind(reason: StopReason): void {
    this.#reason ??= reason;
  }

  /** Where the deadline is near: break off what cannot arrive by itself, now that all else has. */
  landed(): void {
    if (this.isLanding) this.#deadlinePassed();
  }

  /** The run fails: no other part of it need go on. */
  fail(error: unknown): void {
    this.#abort.abort(error);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #deadlinePassed(): void {
    this.wind('deadline');
    this.#abort.abort(new Error('the deadline passed'));
  }
}
