/** Why a value cannot be converted, and where inside it: caught at the item's edge, where the class and the key are known. */
export class ValueProblem extends Error {
  /** From the outside in: names and indexes below the property. */
  readonly path: (string | number)[] = [];

  /** Runs a step of the conversion and remembers the place where it failed. */
  static at<T>(place: string | number, convert: () => T): T {
    try {
      return convert();
    } catch (problem) {
      throw ValueProblem.in(place, problem);
    }
  }

  /** What was thrown, with the place where it happened, if it is a problem with a value. */
  static in(place: string | number, thrown: unknown): unknown {
    if (thrown instanceof ValueProblem) thrown.path.unshift(place);
    return thrown;
  }

  /** `lines[2].price` for the property `lines`. */
  describe(property: string): string {
    return this.path.reduce<string>((text, place) => text + (typeof place === 'number' ? `[${place}]` : `.${place}`), property);
  }
}
