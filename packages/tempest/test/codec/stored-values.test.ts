import { describe, expect, it } from '@jest/globals';
import { Attribute, type AttributeOptions } from '@tempest-ts/tempest';
import { codecOf, holderCodec } from '../fixtures/compile.js';

const date = new Date('2023-04-05T06:07:08.009Z');
const bytes = new Uint8Array([0, 255, 7]);

const cases: readonly (readonly [string, AttributeOptions, unknown, object])[] = [
  ['a string', {}, 'text', { S: 'text' }],
  ['an empty string', {}, '', { S: '' }],
  ['an emoji', {}, '😀', { S: '😀' }],
  ['a number', {}, 12.5, { N: '12.5' }],
  ['the largest number DynamoDB holds of a double', {}, 9.99e125, { N: '9.99e+125' }],
  ['the smallest', {}, 1e-130, { N: '1e-130' }],
  ['a boolean', {}, false, { BOOL: false }],
  ['null', {}, null, { NULL: true }],
  ['null of a declared type', { type: Date }, null, { NULL: true }],
  ['bytes', {}, bytes, { B: bytes }],
  ['an array', {}, ['a', 1, null, [true]], { L: [{ S: 'a' }, { N: '1' }, { NULL: true }, { L: [{ BOOL: true }] }] }],
  ['a plain object', {}, { a: { b: 1 } }, { M: { a: { M: { b: { N: '1' } } } } }],
  ['an object without prototype', {}, Object.assign(Object.create(null), { a: 1 }), { M: { a: { N: '1' } } }],
  ['a set of strings', {}, new Set(['a', 'b']), { SS: ['a', 'b'] }],
  ['a set of numbers', {}, new Set([1, 2]), { NS: ['1', '2'] }],
  ['a set of bytes', {}, new Set([bytes]), { BS: [bytes] }],
  ['a Date', { type: Date }, date, { S: '2023-04-05T06:07:08.009Z' }],
  ['a Date of year 0', { type: Date }, new Date('0000-01-01T00:00:00.000Z'), { S: '0000-01-01T00:00:00.000Z' }],
  ['epoch milliseconds', { type: 'epochMillis' }, date, { N: String(date.getTime()) }],
  ['a time before 1970', { type: 'epochMillis' }, new Date(-1), { N: '-1' }],
  ['epoch seconds', { type: 'epochSeconds' }, new Date(1_700_000_000_000), { N: '1700000000' }],
  ['a bigint', { type: BigInt }, 12345678901234567890123456789012345678n, { N: '12345678901234567890123456789012345678' }],
  ['a decimal', { type: 'decimal' }, '0.1234567890123456789', { N: '0.1234567890123456789' }],
  ['dates in an array', { type: Date }, [date, null], { L: [{ S: date.toISOString() }, { NULL: true }] }],
  ['dates in arrays of arrays', { type: Date }, [[date]], { L: [{ L: [{ S: date.toISOString() }] }] }],
  ['dates in a set', { type: 'epochMillis' }, new Set([date]), { NS: [String(date.getTime())] }],
  [
    'dates in a record',
    { type: Date },
    { a: date, b: [date] },
    { M: { a: { S: date.toISOString() }, b: { L: [{ S: date.toISOString() }] } } },
  ],
  ['bigints in a set', { type: BigInt }, new Set([1n, -2n]), { NS: ['1', '-2'] }],
  ['a thunk of a scalar', { type: () => Date }, date, { S: date.toISOString() }],
];

describe('a value is stored as DynamoDB’s own type and comes back equal', () => {
  it.each(cases)('%s', (_, options, value, stored) => {
    const { codec } = holderCodec(options);
    const row = codec.encode({ id: 'x', value });
    expect(row).toEqual({ pk: { S: 'x' }, value: stored });
    expect((codec.decode(row) as { value: unknown }).value).toEqual(value);
  });

  it('a Buffer comes back as bytes', () => {
    const { codec } = holderCodec();
    const value = (codec.decode(codec.encode({ id: 'x', value: Buffer.from('ab') })) as { value: Uint8Array }).value;
    expect(Buffer.from(value).toString()).toBe('ab');
  });

  it('undefined is absent, also inside objects', () => {
    const { codec } = holderCodec();
    expect(codec.encode({ id: 'x', value: undefined })).toEqual({ pk: { S: 'x' } });
    expect(codec.encode({ id: 'x', value: { a: undefined, b: 1 } })).toEqual({ pk: { S: 'x' }, value: { M: { b: { N: '1' } } } });
  });

  it('minus zero is zero, as DynamoDB makes it', () => {
    expect(holderCodec().codec.encode({ id: 'x', value: -0 })).toEqual({ pk: { S: 'x' }, value: { N: '0' } });
  });
});

describe('names that JavaScript or DynamoDB treat specially', () => {
  const names = ['__proto__', 'constructor', 'toString', 'a.b', 'a b', '😀', 'size', '#x', ':v', 'a-b', '0'];

  it.each(names.slice(1))('%s as an attribute', name => {
    const { codec, Holder } = holderCodec({ name });
    const row = codec.encode({ id: 'x', value: 'v' });
    expect(Object.getOwnPropertyDescriptor(row, name)?.value).toEqual({ S: 'v' });
    expect(codec.decode(row)).toEqual(Object.assign(new Holder(), { id: 'x', value: 'v' }));
    expect((codec.decode(codec.encode({ id: 'x' })) as { value?: unknown }).value).toBeUndefined();
  });

  it.each(names)('%s as a key of a map', name => {
    const value = JSON.parse(`{${JSON.stringify(name)}: {${JSON.stringify(name)}: [1]}}`);
    for (const options of [{}, { type: Number }] as const) {
      const { codec } = holderCodec(options);
      const back = (codec.decode(codec.encode({ id: 'x', value })) as { value: object }).value;
      expect(Object.keys(back)).toEqual([name]);
      expect(JSON.stringify(back)).toBe(JSON.stringify(value));
      expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    }
  });
});

describe('prefixes and names', () => {
  it('adds the prefix on write and removes it on read', () => {
    const { codec } = holderCodec({ prefix: 'P_' });
    expect(codec.encode({ id: 'x', value: 'a' }).value).toEqual({ S: 'P_a' });
    expect(codec.encode({ id: 'x', value: '' }).value).toEqual({ S: 'P_' });
    expect(codec.decode({ pk: { S: 'x' }, value: { S: 'P_P_' } })).toMatchObject({ value: 'P_' });
  });

  it('leaves an empty value absent where `allowEmpty` says so', () => {
    const { codec } = holderCodec({ prefix: 'P_', allowEmpty: true });
    expect(codec.encode({ id: 'x', value: '' })).toEqual({ pk: { S: 'x' } });
    expect(codec.encode({ id: 'x', value: 'a' }).value).toEqual({ S: 'P_a' });
  });

  it('writes a value to all its attributes and reads the first', () => {
    const { codec } = holderCodec({ names: ['first', 'second'], prefix: 'P_' });
    expect(codec.encode({ id: 'x', value: 'a' })).toEqual({ pk: { S: 'x' }, first: { S: 'P_a' }, second: { S: 'P_a' } });
    expect(codec.decode({ pk: { S: 'x' }, first: { S: 'P_a' }, second: { S: 'P_b' } })).toMatchObject({ value: 'a' });
  });
});

describe('instances', () => {
  class Defaults {
    @Attribute({ name: 'pk' }) id!: string;
    @Attribute() status = 'new';
    @Attribute() tags: string[] = [];
    @Attribute() note?: string;
    label(): string {
      return `${this.id}:${this.status}`;
    }
  }
  const codec = codecOf(Defaults, ['id']);

  it('keep their initialisers where an attribute is absent', () => {
    const item = codec.decode({ pk: { S: 'x' } }) as Defaults;
    expect(item).toBeInstanceOf(Defaults);
    expect(item.label()).toBe('x:new');
    expect(item.tags).toEqual([]);
  });

  it('are filled in from the class where fields leave a property out, but not where they say undefined', () => {
    expect(codec.encode({ id: 'x' })).toEqual({ pk: { S: 'x' }, status: { S: 'new' }, tags: { L: [] } });
    expect(codec.encode({ id: 'x', status: undefined, tags: undefined })).toEqual({ pk: { S: 'x' } });
  });

  it('are not changed by encoding, nor share values with what is decoded', () => {
    const item = Object.freeze({ id: 'x', status: 'old', tags: Object.freeze(['a']) });
    const back = codec.decode(codec.encode(item)) as Defaults;
    back.tags.push('b');
    expect(item.tags).toEqual(['a']);
  });
});
