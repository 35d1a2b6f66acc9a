import { describe, expect, it } from '@jest/globals';
import { Attribute, type AttributeOptions, InvalidItemError } from '@tempest-ts/tempest';
import type { ItemCodec, Row } from '@tempest-ts/tempest/extend';
import * as fc from 'fast-check';
import { codecOf, holderCodec } from '../fixtures/compile.js';

/** Any string, halves of surrogate pairs and special names included. */
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', 'constructor', 'a.b', '😀', '\ud800', 'toString'));
const bytes = fc.uint8Array({ maxLength: 20 });
const scalar = fc.oneof(text, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), bytes);
const anything: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    fc.array(scalar, { maxLength: 4 }).map(elements => new Set(elements)),
    fc.constantFrom<unknown>(undefined, 1n, new Date(0), new Map(), Symbol.iterator, () => 1),
  ),
})).value;

/** Equal as stored: a zero has no sign in DynamoDB, and `undefined` in an object is absence. */
function normal(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(normal);
  if (value instanceof Set) return new Set([...value].map(normal));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value;
  return new Map(Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, normal(member)] as const])));
}

function comesBackOrIsRefused(codec: ItemCodec, value: unknown): 'back' | 'refused' {
  let row: Row;
  try {
    row = codec.encode({ id: 'x', value });
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidItemError);
    return 'refused';
  }
  const back = codec.decode(row) as { value?: unknown };
  expect(normal(back.value)).toEqual(normal(value));
  expect(codec.encode(back)).toEqual(row);
  return 'back';
}

describe('whatever is encoded comes back equal, or was refused', () => {
  it('of any value without a type', () => {
    const seen = { back: 0, refused: 0 };
    const { codec } = holderCodec();
    fc.assert(
      fc.property(anything, value => {
        seen[comesBackOrIsRefused(codec, value)] += 1;
      }),
      { numRuns: 1000 },
    );
    expect(seen.back).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(50);
  });

  const date = fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: false });
  const digits = fc.tuple(fc.bigInt({ min: -(10n ** 39n), max: 10n ** 39n }), fc.integer({ min: -140, max: 130 }));
  const typed: readonly (readonly [string, AttributeOptions, fc.Arbitrary<unknown>])[] = [
    ['Date', { type: Date }, date],
    ['epochMillis', { type: 'epochMillis' }, fc.date()],
    [
      'epochSeconds',
      { type: 'epochSeconds' },
      fc.oneof(
        fc.date(),
        fc.integer().map(seconds => new Date(seconds * 1000)),
      ),
    ],
    ['bigint', { type: BigInt }, fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })],
    [
      'decimal',
      { type: 'decimal' },
      fc.oneof(
        digits.map(([digit, power]) => `${digit}e${power}`),
        fc.string(),
      ),
    ],
    ['number', { type: Number }, fc.double()],
    ['string', { type: String }, text],
    ['prefixed string', { prefix: 'P_' }, text],
    ['bytes', { type: Uint8Array }, bytes],
    ['boolean', { type: Boolean }, fc.boolean()],
  ];

  it.each(typed)('of %s, alone and in arrays, records and sets', (_, options, element) => {
    const value =
      options.prefix === undefined
        ? fc.oneof(
            element,
            fc.array(fc.oneof(element, fc.constant(null)), { maxLength: 4 }),
            fc.dictionary(text, element, { maxKeys: 4 }),
            fc.array(element, { maxLength: 4 }).map(elements => new Set(elements)),
            fc.array(fc.array(element, { maxLength: 2 }), { maxLength: 2 }),
          )
        : element;
    let back = 0;
    const { codec } = holderCodec(options);
    fc.assert(
      fc.property(value, each => {
        if (comesBackOrIsRefused(codec, each) === 'back') back += 1;
      }),
      { numRuns: 300 },
    );
    expect(back).toBeGreaterThan(20);
  });

  it('of nested classes', () => {
    class Inner {
      @Attribute() name?: string;
      @Attribute({ type: Date }) at?: Date;
      @Attribute({ type: () => Inner }) more?: Inner | Inner[] | Record<string, Inner>;
    }
    class Outer {
      @Attribute({ name: 'pk' }) id!: string;
      @Attribute({ type: Inner }) inner?: unknown;
    }
    const codec = codecOf(Outer, ['id']);
    const inner: fc.Arbitrary<unknown> = fc.letrec(tie => ({
      inner: fc
        .record(
          {
            name: fc.string(),
            at: date,
            more: fc.oneof(
              { depthSize: 'small' },
              fc.constant(undefined),
              tie('inner'),
              fc.array(tie('inner'), { maxLength: 3 }),
              fc.dictionary(fc.constantFrom('name', 'a', 'b'), tie('inner'), { maxKeys: 2 }),
            ),
          },
          { requiredKeys: [] },
        )
        .map(fields => Object.assign(new Inner(), fields)),
    })).inner;
    let back = 0;
    fc.assert(
      fc.property(inner, value => {
        let row: Row;
        try {
          row = codec.encode({ id: 'x', inner: value });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidItemError);
          return;
        }
        back += 1;
        expect((codec.decode(row) as Outer).inner).toEqual(value);
      }),
      { numRuns: 500 },
    );
    expect(back).toBeGreaterThan(50);
  });
});
