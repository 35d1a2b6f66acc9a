/**
 * A piece of what an entity's keys look like: a literal text; a whole number of so many digits; a date as ISO 8601 with milliseconds; or any text, which ends where
 * `until` begins, or at the end of the value where that is `''`.
 */
export type PatternPart =
  | string
  | { readonly kind: 'digits'; readonly width: number }
  | { readonly kind: 'date' }
  | { readonly kind: 'free'; readonly until: string; readonly mayBeEmpty: boolean };

/** How `Date.prototype.toISOString` writes the years 0 to 9999, `0` standing for a digit. */
export const ISO_SHAPE = '0000-00-00T00:00:00.000Z';

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function regexPart(part: PatternPart, excluded: readonly string[]): string {
  if (typeof part === 'string') return escaped(part);
  if (part.kind === 'digits') return `(\\d{${part.width}})`;
  if (part.kind === 'date') return `(${escaped(ISO_SHAPE).replace(/0+/g, zeros => `\\d{${zeros.length}}`)})`;
  const ends = part.until === '' ? excluded : [part.until];
  const character = ends.length > 0 ? `(?:(?!${ends.map(escaped).join('|')})[^])` : '[^]';
  return `(${character}${part.mayBeEmpty ? '*' : '+'})`;
}

/**
 * What texts of this shape match, with a group for each part that is no literal.
 *
 * @param excluded what the last part, where it is free, may not hold
 */
export function regexOf(parts: readonly PatternPart[], excluded: readonly string[]): RegExp {
  return new RegExp(`^${parts.map(part => regexPart(part, excluded)).join('')}$`);
}
