import fc from 'fast-check';
import { compareUtf8, SortedKeys } from '../../src/s3/sorted-keys.js';

const key = fc.string({ unit: 'binary', maxLength: 6 });
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('strings compare as their UTF-8 bytes do', () => {
  fc.assert(fc.property(key, key, (a, b) => Math.sign(compareUtf8(a, b)) === byBytes(a, b)));
});

test('keys stay sorted and unique through any additions and deletions', () => {
  const step = fc.record({
    add: fc.boolean(),
    key: fc.string({ unit: 'binary', maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step), steps => {
      const keys = new SortedKeys();
      const model = new Set<string>();
      for (const { add, key } of steps) {
        if (add) {
          keys.add(key);
          model.add(key);
        } else {
          keys.delete(key);
          model.delete(key);
        }
      }
      const expected = [...model].sort(byBytes);
      expect(Array.from({ length: keys.size }, (_, index) => keys.at(index))).toEqual(expected);
    }),
  );
});

test('the search behind a prefix passes every key that has it, and no other', () => {
  fc.assert(
    fc.property(fc.array(key), fc.string({ unit: 'binary', maxLength: 2 }), (added, prefix) => {
      const keys = new SortedKeys();
      for (const one of added) keys.add(one);
      const expected = [...new Set(added)].filter(one => byBytes(one, prefix) < 0 || one.startsWith(prefix)).length;
      expect(keys.firstAfterPrefix(prefix)).toBe(expected);
    }),
  );
});
