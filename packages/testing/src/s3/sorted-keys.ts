const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** Ranks a UTF-16 unit as UTF-8 would: a surrogate stands for a character beyond U+FFFF, so it comes after U+E000 to U+FFFF. */
function rank(unit: number): number {
  return unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + 0x10000 : unit;
}

/** Compares strings by their UTF-8 bytes, the order of S3's lists, without encoding them. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** A set of keys in UTF-8 order. Adding one moves those behind it: microseconds up to some hundred thousand keys. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  at(index: number): string | undefined {
    return this.#keys[index];
  }

  add(key: string): void {
    const index = this.firstAtOrAfter(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.firstAtOrAfter(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  firstAtOrAfter(key: string): number {
    return this.#firstThat(candidate => compareUtf8(candidate, key) >= 0);
  }

  firstAfter(key: string): number {
    return this.#firstThat(candidate => compareUtf8(candidate, key) > 0);
  }

  /** The index behind every key that starts with the prefix. */
  firstAfterPrefix(prefix: string): number {
    return this.#firstThat(candidate => compareUtf8(candidate, prefix) > 0 && !candidate.startsWith(prefix));
  }

  /** Binary search: the predicate is false for the keys before the answer, and true from it on. */
  #firstThat(predicate: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const key = this.#keys[middle];
      if (key !== undefined && predicate(key)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
