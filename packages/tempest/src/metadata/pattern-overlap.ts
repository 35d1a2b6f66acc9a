import type { KeyPattern } from './key-pattern.js';
import { ISO_SHAPE, type PatternPart } from './pattern-part.js';

/** Whether values can fit two patterns; where they can only as long as a free end holds a text, which pattern's and what. */
export type Overlap = 'disjoint' | 'meet' | { readonly free: 'first' | 'second'; readonly excluded: string };

/** One character, any digit, or a free text. */
type Atom =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'digit' }
  | Extract<PatternPart, { kind: 'free' }>;

const DIGIT: Atom = { kind: 'digit' };

function atomsOf(part: PatternPart): readonly Atom[] {
  if (typeof part === 'string') return [...part].map(character => ({ kind: 'character', character }));
  if (part.kind === 'digits') return Array.from({ length: part.width }, () => DIGIT);
  if (part.kind === 'date') return [...ISO_SHAPE].map(character => (character === '0' ? DIGIT : { kind: 'character', character }));
  return [part];
}

function canBeSame(a: Atom, b: Atom): boolean {
  if (a.kind === 'character' && b.kind === 'character') return a.character === b.character;
  const fixed = a.kind === 'character' ? a : b.kind === 'character' ? b : undefined;
  return fixed === undefined || /^\d$/.test(fixed.character);
}

const holdsText = (atoms: readonly Atom[]): boolean => atoms.some(atom => atom.kind !== 'free' || !atom.mayBeEmpty);

/** Compares from one end, as long as both sides say what stands there. */
function differAtEnd(a: readonly Atom[], b: readonly Atom[]): boolean {
  for (let at = 1; ; at += 1) {
    const [left, right] = [a.at(-at), b.at(-at)];
    if (!left || !right || left.kind === 'free' || right.kind === 'free') return false;
    if (!canBeSame(left, right)) return true;
  }
}

/** Whether values can fit both patterns. Says so too where they might, and nothing simple proves that they do not. */
export function overlapOf(first: KeyPattern, second: KeyPattern): Overlap {
  if (first.attribute !== second.attribute) return 'meet';
  let [a, b] = [first.parts.flatMap(atomsOf), second.parts.flatMap(atomsOf)];
  if (differAtEnd(a, b)) return 'disjoint';
  for (;;) {
    const [left, right] = [a[0], b[0]];
    if (!left || !right) return holdsText(left ? a : b) ? 'disjoint' : 'meet';
    if (left.kind !== 'free' && right.kind !== 'free') {
      if (!canBeSame(left, right)) return 'disjoint';
      [a, b] = [a.slice(1), b.slice(1)];
      continue;
    }
    if (left.kind !== 'free' || right.kind !== 'free') return 'meet';
    if (left.until === '' && right.until === '') return 'meet';
    if (left.until === '' || right.until === '') {
      const [free, excluded] = left.until === '' ? (['first', right.until] as const) : (['second', left.until] as const);
      const known = free === 'first' ? first.excluded : second.excluded;
      return known.includes(excluded) ? 'disjoint' : { free, excluded };
    }
    // Neither text holds what ends it, so that the same ending begins at the same place in both
    const [after, other] = [a.slice(1 + [...left.until].length), b.slice(1 + [...right.until].length)];
    if (left.until !== right.until) {
      const [short, long, rest] =
        left.until.length < right.until.length ? [left.until, right.until, after] : [right.until, left.until, other];
      return long.startsWith(short) && rest.length === 0 ? 'disjoint' : 'meet';
    }
    [a, b] = [after, other];
  }
}
