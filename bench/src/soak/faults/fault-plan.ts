import { Random } from '@tempest-ts/testing/simulator';

/** What may happen to a request, besides that a server is gone for a while. */
export type FaultKind =
  /** It waits before it is applied, and is applied even where its sender has been killed meanwhile. */
  | 'delay'
  /** It is applied, and its answer breaks off in the middle. */
  | 'truncate'
  /** It is applied, and its answer is lost. */
  | 'reply-lost'
  /** The connection is reset, and the request is not applied. */
  | 'reset'
  /** It is not applied, and answered so. */
  | '503'
  | '500'
  /** A conditional put that met another, as S3 says it. */
  | '409'
  /** Throttled, as DynamoDB says it. */
  | '400';

/** By kind, the share of requests that it happens to. */
export type FaultShares = Readonly<Partial<Record<FaultKind, number>>>;

const SHORT_DELAY_MS = 250;
/** Far below the sweeper's grace, as no real network keeps a request for days. */
const LONG_DELAY_MS = 1_500;
const LONG_DELAYS = 0.05;

/** Which faults happen, by a seed. The order in which requests come is the machine's. */
export class FaultPlan {
  readonly #random: Random;
  readonly #shares: readonly (readonly [FaultKind, number])[];

  constructor(seed: number, shares: FaultShares) {
    this.#random = new Random(seed);
    this.#shares = Object.entries(shares) as [FaultKind, number][]; // the keys are the type's
  }

  next(): FaultKind | undefined {
    let left = this.#random.next();
    for (const [kind, share] of this.#shares) {
      if (left < share) return kind;
      left -= share;
    }
    return undefined;
  }

  delayMs(): number {
    return this.#random.next() * (this.#random.chance(LONG_DELAYS) ? LONG_DELAY_MS : SHORT_DELAY_MS);
  }
}
