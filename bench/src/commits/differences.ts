/** More would only hide the first. */
const SHOWN = 20;
const SHOWN_CHARACTERS = 500;

/** What was found not to be as it should be: counted, and the first of them kept to be shown. */
export class Differences {
  #count = 0;
  readonly #first: string[] = [];

  get count(): number {
    return this.#count;
  }

  get first(): readonly string[] {
    return this.#first;
  }

  add(what: string): void {
    this.#count += 1;
    if (this.#first.length < SHOWN) this.#first.push(what.slice(0, SHOWN_CHARACTERS));
  }

  /** Adds a difference where two numbers that should agree do not. */
  expect(what: string, expected: number, found: number): void {
    if (expected !== found) this.add(`${what}: ${found}, and should be ${expected}`);
  }
}
