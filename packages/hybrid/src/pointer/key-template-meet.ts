import { occursInEscapedValue } from './escape-key-value.js';
import { DATE_DIGITS, type KeyTemplatePart, type PackKeyPart } from './key-template-part.js';

/** A template of items or of packs. */
export interface MeetingTemplate {
  readonly parts: readonly (KeyTemplatePart | PackKeyPart)[];
}

/** What can stand at one place of a rendered key; an `open` token goes on for one character or more. */
type Token = { readonly kind: 'character'; readonly character: string } | { readonly kind: 'digit' } | { readonly kind: 'open' };

/**
 * Whether two templates could ever render one key, each for whatever values. `false` is certain; `true` may be caution: that two
 * placeholders carry one value, or that a month is at most 12, is not looked at. Bind `{table}` first: unbound, it stands for any name.
 *
 * A template always meets itself. Within one table that is harmless (see `parseKeyTemplate`); between two tables it is not.
 */
export function templatesCouldMeet(a: MeetingTemplate, b: MeetingTemplate): boolean {
  const left = tokensOf(a);
  const right = tokensOf(b);
  // Places (i, j) that both reach after the same characters; the templates meet if both can end there.
  const width = right.length + 1;
  const seen = new Set<number>([0]);
  const reach = (i: number, j: number): void => {
    seen.add(i * width + j);
  };
  // A set is walked in the order of insertion, and walks what is added on the way.
  for (const place of seen) {
    const i = Math.floor(place / width);
    const j = place % width;
    const x = left[i];
    const y = right[j];
    if (x === undefined || y === undefined || !shareCharacter(x, y)) continue;
    reach(i + 1, j + 1);
    if (x.kind === 'open') reach(i, j + 1);
    if (y.kind === 'open') reach(i + 1, j);
  }
  return seen.has(left.length * width + right.length);
}

function tokensOf(template: MeetingTemplate): readonly Token[] {
  return template.parts.flatMap((part): readonly Token[] => {
    switch (part.kind) {
      case 'literal':
        return [...part.text].map(character => ({
          kind: 'character',
          character,
        }));
      case 'year':
      case 'month':
      case 'day':
        return Array.from({ length: DATE_DIGITS[part.kind] }, () => ({
          kind: 'digit',
        }));
      default:
        return [{ kind: 'open' }];
    }
  });
}

function shareCharacter(x: Token, y: Token): boolean {
  if (x.kind !== 'character') return y.kind === 'character' ? shareCharacter(y, x) : true;
  if (y.kind === 'character') return x.character === y.character;
  return y.kind === 'digit' ? /^[0-9]$/.test(x.character) : occursInEscapedValue(x.character);
}
