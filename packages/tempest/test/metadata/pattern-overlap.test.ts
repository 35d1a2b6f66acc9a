import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyPattern } from '../../src/metadata/key-pattern.js';
import { overlapOf } from '../../src/metadata/pattern-overlap.js';
import type { PatternPart } from '../../src/metadata/pattern-part.js';

/** Literals and places by turns, a text never before another place, as declarations demand. */
const parts: fc.Arbitrary<readonly PatternPart[]> = fc
  .tuple(
    fc.constantFrom('', 'a', '#', 'a#', '1'),
    fc.array(fc.tuple(fc.constantFrom('digits', 'text'), fc.constantFrom('#', '##', '#a', 'a', '1')), { maxLength: 2 }),
    fc.constantFrom('digits', 'text', 'nothing'),
  )
  .map(([lead, middle, last]) => {
    const place = (kind: string, until: string): PatternPart =>
      kind === 'digits' ? { kind, width: 1 } : { kind: 'free', until, mayBeEmpty: until === '' };
    const all = [lead, ...middle.flatMap(([kind, after]) => [place(kind, after), after]), ...(last === 'nothing' ? [] : [place(last, '')])];
    return all.filter(part => part !== '');
  });

function* textsOf(length: number): Generator<string> {
  if (length === 0) yield '';
  else for (const text of textsOf(length - 1)) for (const character of ['#', 'a', '1']) yield text + character;
}
const texts = [0, 1, 2, 3, 4, 5, 6].flatMap(length => [...textsOf(length)]);

describe('patterns that are said to be apart', () => {
  it('have no value in common', () => {
    const seen = { disjoint: 0, meet: 0, excluded: 0 };
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        let [first, second] = [keyPattern('sk', one), keyPattern('sk', other)];
        const overlap = overlapOf(first, second);
        seen[typeof overlap === 'object' ? 'excluded' : overlap] += 1;
        if (overlap === 'meet') return;
        if (typeof overlap === 'object') {
          if (overlap.free === 'first') first = keyPattern('sk', one, [overlap.excluded]);
          else second = keyPattern('sk', other, [overlap.excluded]);
          expect(overlapOf(first, second)).toBe('disjoint');
        }
        const both = texts.filter(text => first.regex.test(text) && second.regex.test(text));
        expect({ one, other, both }).toEqual({ one, other, both: [] });
      }),
      { numRuns: 2000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });
});
