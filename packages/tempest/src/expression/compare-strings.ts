/**
 * Compares two strings as DynamoDB does: by their UTF-8 bytes. JavaScript's `<` compares UTF-16 units, which puts an emoji before
 * U+FFFD where UTF-8 puts it after.
 *
 * @returns negative, zero or positive, as `Array.prototype.sort` wants it
 */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return utf8Rank(a) - utf8Rank(b);
  }
  return left.length - right.length;
}

/** Only surrogates are out of order: they stand for code points past U+FFFF, yet are smaller than U+E000 to U+FFFF. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
