/** A range of a histogram, from a bound to below the next. */
export interface HistogramRange {
  readonly from: number;
  readonly to: number | undefined;
}

/** Sums by range. */
export class Histogram<Sum> {
  readonly #bounds: readonly number[];
  readonly #zero: Sum;
  readonly #sums = new Map<number, Sum>();

  /** @param bounds where ranges begin, the first of all included */
  constructor(bounds: readonly number[], zero: Sum) {
    this.#bounds = bounds;
    this.#zero = zero;
  }

  /** The place of the range that holds a value. */
  placeOf(value: number): number {
    let [place, beyond] = [0, this.#bounds.length];
    while (beyond - place > 1) {
      const middle = (place + beyond) >> 1;
      if (value >= (this.#bounds[middle] ?? 0)) place = middle;
      else beyond = middle;
    }
    return place;
  }

  add(value: number, combine: (sum: Sum) => Sum): void {
    const place = this.placeOf(value);
    this.#sums.set(place, combine(this.#sums.get(place) ?? this.#zero));
  }

  /** The ranges that hold something, in order. */
  get ranges(): readonly (HistogramRange & { readonly sum: Sum })[] {
    return this.#bounds.flatMap((from, place) => {
      const sum = this.#sums.get(place);
      return sum === undefined ? [] : [{ from, to: this.#bounds[place + 1], sum }];
    });
  }
}
