/** Pseudo-random numbers that a seed repeats (mulberry32). Not for secrets. */
export class Random {
  #state: number;

  /** @param seed a whole number; only its low 32 bits count */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, and without, `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the choices, of which there must be one. */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('Random.pick() needs something to choose from.');
    return choices[this.below(choices.length)] as T; // the index is in range
  }
}
