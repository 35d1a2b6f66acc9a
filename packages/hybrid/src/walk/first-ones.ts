/** The most that a result lists of what goes wrong: a table of which every item fails must not fill the memory. */
const MAX_LISTED = 1_000;

/** Counts what goes wrong, and keeps the first of it. */
export class FirstOnes<T> {
  readonly #first: T[] = [];
  #count = 0;

  add(one: T): void {
    this.#count += 1;
    if (this.#first.length < MAX_LISTED) this.#first.push(one);
  }

  get count(): number {
    return this.#count;
  }

  /** A copy, frozen. */
  get list(): readonly T[] {
    return Object.freeze([...this.#first]);
  }
}
