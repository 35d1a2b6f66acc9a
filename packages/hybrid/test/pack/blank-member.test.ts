import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blankMember } from '../../src/pack/blank-member.js';
import { encodeMember } from '../../src/pack/encode-member.js';
import { PackMember } from '../../src/pack/pack-member.js';

const items = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map(bytes => Buffer.from(bytes).toString('base64')),
    fc.string({ maxLength: 200 }),
  ),
  {
    minLength: 1,
    maxLength: 40,
  },
);

it('is as long as the member was, whatever goes, and holds the rest', async () => {
  await fc.assert(
    fc.asyncProperty(items, fc.infiniteStream(fc.boolean()), async (texts, choices) => {
      const bodies = texts.map(text => Buffer.from(JSON.stringify({ text })));
      const whole = await encodeMember(bodies);
      const goes = bodies.map(() => choices.next().value === true);
      goes[0] = true;
      const left = bodies.filter((_, at) => !goes[at]);
      const blanked = blankMember(left, whole.byteLength);
      expect(blanked.byteLength).toBe(whole.byteLength);
      expect((await PackMember.open(blanked)).lines.map(String)).toEqual(left.map(String));
    }),
    { numRuns: 150 },
  );
});

it('pads by any number of bytes, in one header or in many', () => {
  const line = Buffer.from('{"a": 1}');
  const { byteLength } = blankMember([line], 29);
  for (const more of [0, 1, 2, 5, 6, 7, 31, 32, 29_999, 30_000, 30_006, 30_007, 30_020, 30_032, 60_000, 60_033, 100_001]) {
    const padded = blankMember([line], byteLength + more);
    expect(padded.byteLength).toBe(byteLength + more);
    expect(gunzipSync(padded).toString()).toBe('{"a": 1}\n');
  }
});
