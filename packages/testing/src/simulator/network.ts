import type { Random } from './random.js';
import type { Scheduler, Words } from './scheduler.js';
import { isServiceError, lostConnection, type ServiceError, serviceError } from './service-error.js';

/** What may go wrong with a request. */
export interface Faults {
  /** Chance, from 0 to 1, that a request meets one. */
  readonly chance: number;
  /** The most of them in one schedule. */
  readonly most: number;
  /** Actors that a fault may kill: none of their requests is answered any more. */
  readonly killable: readonly string[];
}

interface Request<T> {
  readonly actor: string;
  readonly label: Words;
  readonly apply: () => T;
  readonly resolve: (output: T) => void;
  readonly reject: (error: unknown) => void;
}

type Fault = 'refused' | 'lost' | 'late' | 'killed';

/** Sends of one request, as the SDK counts them: its default. */
const SDK_ATTEMPTS = 3;
/** Chance that the SDK sends again after a failure; else the caller hears of it at once, as with `maxAttempts: 1`. */
const RESEND = 0.6;

/** Everything between the actors and the stores: each request waits for its turn, and may be lost on either way, come late, or be its sender's last. */
export class Network {
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #faults: Faults;
  readonly #dead = new Set<string>();
  #left: number;

  constructor(random: Random, scheduler: Scheduler, faults: Faults) {
    this.#random = random;
    this.#scheduler = scheduler;
    this.#faults = faults;
    this.#left = random.below(faults.most + 1); // some schedules have none
  }

  isDead(actor: string): boolean {
    return this.#dead.has(actor);
  }

  /**
   * Sends one request.
   *
   * @param apply does what the store does, when the request reaches it; called again for each resend
   */
  request<T>(actor: string, label: Words, apply: () => T): Promise<T> {
    return new Promise((resolve, reject) => this.#send({ actor, label, apply, resolve, reject }, 1));
  }

  #send<T>(request: Request<T>, attempt: number): void {
    const { actor } = request;
    if (!this.isDead(actor)) this.#scheduler.add({ actor, run: () => this.#arrive(request, attempt) });
  }

  #arrive<T>(request: Request<T>, attempt: number): void {
    const { actor, label, apply } = request;
    if (this.isDead(actor)) {
      // It was on its way when its sender died.
      if (this.#random.chance(0.5)) this.#quietly(actor, () => `${label()}, sent before it died`, apply);
      return;
    }
    const fault = this.#fault(actor);
    switch (fault) {
      case undefined:
        this.#answer(request, attempt);
        break;
      case 'refused':
        this.#scheduler.note(() => `${actor}: ${label()}: refused`);
        this.#again(request, attempt, this.#random.chance(0.5) ? lostConnection() : this.#refusal());
        break;
      case 'lost':
        this.#quietly(actor, () => `${label()}, the answer is lost`, apply);
        this.#again(request, attempt, lostConnection());
        break;
      case 'late':
        this.#scheduler.note(() => `${actor}: ${label()}: given up, and under way`);
        this.#scheduler.add({ actor: `late ${actor}`, run: () => this.#quietly(actor, () => `${label()}, late`, apply) });
        this.#again(request, attempt, lostConnection());
        break;
      case 'killed':
        this.#dead.add(actor);
        this.#scheduler.note(() => `${actor}: killed`);
        if (this.#random.chance(0.5)) this.#quietly(actor, () => `${label()}, its last`, apply);
    }
  }

  #answer<T>({ actor, label, apply, resolve, reject }: Request<T>, attempt: number): void {
    try {
      const output = apply();
      this.#scheduler.note(() => `${actor}: ${label()}`);
      resolve(output);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      this.#scheduler.note(() => `${actor}: ${label()}: ${error.name}`);
      error.$metadata.attempts = attempt;
      reject(error);
    }
  }

  #quietly(actor: string, label: Words, apply: () => unknown): void {
    try {
      apply();
      this.#scheduler.note(() => `${actor}: ${label()}`);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      this.#scheduler.note(() => `${actor}: ${label()}: ${error.name}`);
    }
  }

  #again<T>(request: Request<T>, attempt: number, error: ServiceError): void {
    if (attempt < SDK_ATTEMPTS && this.#random.chance(RESEND)) {
      this.#send(request, attempt + 1);
      return;
    }
    error.$metadata.attempts = attempt;
    request.reject(error);
  }

  #refusal(): ServiceError {
    return serviceError('InternalServerError', 500, 'The service had an error of its own.');
  }

  #fault(actor: string): Fault | undefined {
    if (this.#left === 0 || !this.#random.chance(this.#faults.chance)) return undefined;
    this.#left -= 1;
    const kinds: readonly Fault[] = ['refused', 'lost', 'late'];
    return this.#random.pick(this.#faults.killable.includes(actor) ? [...kinds, 'killed'] : kinds);
  }
}
