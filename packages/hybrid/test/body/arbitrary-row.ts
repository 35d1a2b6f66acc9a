import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';

const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  '$types',
  '$$types',
  '$$$types',
  'Item',
  'a.b',
  'a b',
  '😀',
  '0',
  '\u0001',
  '"',
  'S',
  '',
];
const names = fc.oneof(fc.constantFrom(...oddNames), fc.string({ unit: 'binary', maxLength: 8 }));
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\ud800', 'a\nb', '"\\', '{"Item":{}}', '\u2028', '12345678901234567890'),
);
const bytes = fc.uint8Array({ maxLength: 20 });

/** Numbers as DynamoDB returns them: plain digits, up to 38 of them, no zeros to trim. */
export const storedNumbers = fc
  .record({
    negative: fc.boolean(),
    digits: fc
      .oneof(fc.bigInt({ min: 1n, max: 10n ** 38n - 1n }), fc.bigInt({ min: 1n, max: 999n }))
      .map(value => String(value).replace(/0+$/, '')),
    shift: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -130, max: 88 })),
  })
  .map(({ negative, digits, shift }) => {
    const sign = negative ? '-' : '';
    const exponent = Math.max(-130, shift);
    if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
    const padded = digits.padStart(1 - exponent, '0');
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  });
const numbers = fc.oneof(
  storedNumbers,
  fc.constantFrom('0', '0.1', '100', '9007199254740993', '123456789012345678901234567890', '0.1000000000000000055'),
);

const value = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      text.map(S => ({ S })),
      numbers.map(N => ({ N })),
      fc.boolean().map(BOOL => ({ BOOL })),
      fc.constant({ NULL: true as const }),
      bytes.map(B => ({ B })),
      fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map(SS => ({ SS })),
      fc.uniqueArray(numbers, { minLength: 1, maxLength: 5 }).map(NS => ({ NS })),
      fc.uniqueArray(bytes, { minLength: 1, maxLength: 5, selector: member => member.join() }).map(BS => ({ BS })),
    ) as fc.Arbitrary<AttributeValue>,
    fc.array(tie('value'), { maxLength: 5 }).map(L => ({ L })),
    entriesOf(tie('value')).map(M => ({ M })),
  ),
})).value;

/** Rows of every type, depth and odd name. Numbers as DynamoDB returns them, so that a round trip gives the very same text. */
export const rows: fc.Arbitrary<Row> = entriesOf(value);

function entriesOf(member: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Row> {
  return fc.uniqueArray(fc.tuple(names, member), { maxLength: 6, selector: ([name]) => name }).map(entries => Object.fromEntries(entries));
}

/** An attribute value with this many lists around a string. */
export function nested(levels: number): AttributeValue {
  let nest: AttributeValue = { S: 'x' };
  for (let level = 0; level < levels; level++) nest = level % 2 === 0 ? { L: [nest] } : { M: { a: nest } };
  return nest;
}
