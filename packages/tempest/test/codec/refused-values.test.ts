import { describe, expect, it } from '@jest/globals';
import { Attribute, type AttributeOptions, InvalidItemError, LogicalDb, Transient } from '@tempest-ts/tempest';
import { loadInput } from '../../src/operation/load/load-input.js';
import { boundView, codecOf, holderCodec, noClient } from '../fixtures/compile.js';
import { MusicDb } from '../fixtures/music.js';

function refusal(options: AttributeOptions, value: unknown): InvalidItemError {
  try {
    holderCodec(options).codec.encode({ id: 'x', value });
  } catch (error) {
    if (error instanceof InvalidItemError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

class Point {
  readonly x = 0;
}
class Fetched extends Map<string, string> {}
const circular: Record<string, unknown> = {};
circular.self = circular;
const circularList: unknown[] = [];
circularList.push(circularList);

function nested(levels: number): unknown {
  let value: unknown = 'leaf';
  for (let level = 1; level < levels; level += 1) value = { a: value };
  return value;
}

const cases: readonly (readonly [string, AttributeOptions, unknown, string, string])[] = [
  ['NaN', {}, Number.NaN, 'value', 'NaN is not a number'],
  ['Infinity', {}, Number.POSITIVE_INFINITY, 'value', 'Infinity is not a number'],
  ['NaN inside', {}, { a: [1, Number.NaN] }, 'value.a[1]', 'NaN is not a number'],
  ['a number too large for DynamoDB', {}, 1e126, 'value', 'outside a DynamoDB number'],
  ['a number too small for DynamoDB', {}, 1e-131, 'value', 'outside a DynamoDB number'],
  ['an empty set', {}, new Set(), 'value', 'no empty set'],
  ['an empty set of a declared type', { type: Date }, new Set(), 'value', 'no empty set'],
  ['a mixed set', {}, new Set(['a', 1]), 'value', 'strings only, numbers only, or bytes only'],
  ['a set of objects', {}, new Set([{ a: 1 }]), 'value', 'strings only'],
  ['two dates of one time in a set', { type: Date }, new Set([new Date(0), new Date(0)]), 'value', 'stored alike'],
  ['two spellings of one decimal in a set', { type: 'decimal' }, new Set(['1', '1.0']), 'value', 'stored alike'],
  ['equal bytes in a set', {}, new Set([new Uint8Array([1]), new Uint8Array([1])]), 'value', 'stored alike'],
  ['a Date without type', {}, new Date(), 'value', 'Declare `type: Date`'],
  ['a Date in an array without type', {}, [new Date()], 'value[0]', 'Declare `type: Date`'],
  ['an invalid Date', { type: Date }, new Date('never'), 'value', 'invalid Date'],
  ['a Date that would not sort', { type: Date }, new Date(8.64e15), 'value', 'would not sort'],
  ['milliseconds in epoch seconds', { type: 'epochSeconds' }, new Date(1), 'value', 'fraction of a second'],
  ['a string for a Date', { type: Date }, '2020-01-01', 'value', 'declared as a Date, and this is a string'],
  ['a bigint without type', {}, 1n, 'value', 'Declare `type: BigInt`'],
  ['a bigint of 39 digits', { type: BigInt }, 10n ** 38n + 1n, 'value', '39 significant digits'],
  ['a number for a bigint', { type: BigInt }, 1, 'value', 'declared as a bigint, and this is a number'],
  ['a number for a decimal', { type: 'decimal' }, 1, 'value', 'string of digits'],
  ['text for a decimal', { type: 'decimal' }, '1,5', 'value', 'is no number'],
  ['a decimal of 39 digits', { type: 'decimal' }, `1.${'0'.repeat(37)}1`, 'value', '39 significant digits'],
  ['a class instance without type', {}, new Point(), 'value', 'type: () => Point'],
  ['a class instance inside', {}, { deep: { point: new Point() } }, 'value.deep.point', 'type: () => Point'],
  ['a Map', {}, new Map(), 'value', 'Use a plain object'],
  ['a class that extends Map', {}, new Fetched(), 'value', 'Use a plain object'],
  ['an Error', {}, new Error('x'), 'value', 'would come back as a plain object'],
  ['another typed array', {}, new Float64Array(1), 'value', 'would come back as a plain object'],
  ['a symbol', {}, Symbol('s'), 'value', 'a symbol cannot be stored'],
  ['a function', {}, () => 1, 'value', 'a function cannot be stored'],
  ['a function inside', {}, { f: () => 1 }, 'value.f', 'a function cannot be stored'],
  ['undefined in an array', {}, [1, undefined], 'value[1]', 'is undefined'],
  // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
  ['a hole in an array', {}, [1, , 3], 'value[1]', 'it is undefined'],
  // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
  ['a hole in an array of a type', { type: Number }, [, 3], 'value[0]', 'it is undefined'],
  ['half a surrogate pair', {}, 'a\ud800', 'value', 'lone surrogate'],
  ['half a surrogate pair in a declared string', { type: String }, '\udc00', 'value', 'lone surrogate'],
  ['half a surrogate pair as a key', {}, { '\ud800': 1 }, 'value.\ud800', 'lone surrogate'],
  ['an object that holds itself', {}, circular, '', "nested deeper than DynamoDB's 32 levels, or refers to itself"],
  ['an array that holds itself', { type: Number }, circularList, '', 'refers to itself'],
  ['33 levels', {}, nested(33), '', 'nested deeper'],
  ['33 levels of a declared type', { type: String }, nested(33), '', 'nested deeper'],
  ['a number with a prefix', { prefix: 'P_' }, 1, 'value', "its prefix 'P_' is for strings, and this is a number"],
  ['null with a prefix', { prefix: 'P_' }, null, 'value', 'this is null'],
];

describe('a value that would not come back as what it is, is refused and named', () => {
  it.each(cases)('%s', (_, options, value, property, why) => {
    const error = refusal(options, value);
    expect(error.message).toContain('Holder.value');
    expect(error.message).toContain(why);
    expect(error.entity).toBe('Holder');
    if (property !== '') expect(error.property).toBe(property);
  });

  it('but 32 levels pass', () => {
    const { codec } = holderCodec();
    const value = nested(32);
    expect(codec.decode(codec.encode({ id: 'x', value }))).toMatchObject({ value });
  });
});

describe('what is not declared', () => {
  class Session {
    @Attribute({ name: 'pk' }) id!: string;
    @Transient() cached?: string;
    undeclared?: unknown;
    go(): void {}
  }
  const codec = codecOf(Session, ['id']);
  const save = (fields: object) => codec.encode(Object.assign(new Session(), { id: 'x' }, fields));

  it('is refused, as it would be lost', () => {
    expect(() => save({ undeclared: null })).toThrow(
      'Session.undeclared: it is no attribute, so it would be lost. Declare it with @Attribute(), or mark it @Transient().',
    );
  });

  it('passes where it is undefined, a function, or @Transient()', () => {
    expect(save({ undeclared: undefined })).toEqual({ pk: { S: 'x' } });
    expect(save({ undeclared: () => 1, cached: 'c' })).toEqual({ pk: { S: 'x' } });
  });

  it('is refused also in plain fields', () => {
    expect(() => codec.encode({ id: 'x', typo: 1 })).toThrow('Session.typo');
  });
});

describe('keys', () => {
  class Keyed {
    @Attribute({ name: 'pk' }) id?: unknown;
    @Attribute({ name: 'sk' }) sort?: unknown;
  }
  const codec = codecOf(Keyed, ['id', 'sort']);
  const cases: readonly (readonly [string, object, string, string])[] = [
    ['without its partition key', { sort: 's' }, 'id', "is the item's key (pk of table holders) and has no value"],
    ['without its sort key', { id: 'x' }, 'sort', 'has no value'],
    ['with an empty partition key', { id: '', sort: 's' }, 'id', 'a key cannot be empty'],
    ['with empty bytes as a key', { id: new Uint8Array(), sort: 's' }, 'id', 'a key cannot be empty'],
    ['with a key of 2,049 bytes', { id: `${'é'.repeat(1024)}x`, sort: 's' }, 'id', 'at most 2048 bytes; this has 2049'],
    ['with a sort key of 1,025 bytes', { id: 'x', sort: 's'.repeat(1025) }, 'sort', 'at most 1024 bytes; this has 1025'],
    ['with a boolean as a key', { id: true, sort: 's' }, 'id', 'would be stored as BOOL'],
    ['with null as a key', { id: 'x', sort: null }, 'sort', 'would be stored as NULL'],
  ];

  it.each(cases)('an item %s is refused', (_, item, property, why) => {
    const encode = () => codec.encode(item);
    expect(encode).toThrow(InvalidItemError);
    expect(encode).toThrow(`Keyed.${property}`);
    expect(encode).toThrow(why);
  });

  it('that an index has as its sort key are refused where they would not fit it, but can be looked for', () => {
    const view = boundView(LogicalDb.create(MusicDb, noClient), 'music', 'albumTracks');
    const albumToken = 'x'.repeat(1500);
    expect(() => view.codec.encode({ albumToken, trackToken: 't', trackTitle: 't', runLength: 't' })).toThrow(
      'AlbumTrack.albumToken: a sort key has at most 1024 bytes; this has 1506',
    );
    expect(loadInput(view, { albumToken, trackToken: 't' }).Key?.partition_key).toEqual({ S: `ALBUM_${albumToken}` });
  });

  it('of the greatest length pass', () => {
    expect(() => codec.encode({ id: 'x'.repeat(2048), sort: 's'.repeat(1024) })).not.toThrow();
  });

  it('an item that is no object is refused', () => {
    expect(() => codec.encode('x' as unknown as object)).toThrow('Keyed: an item is an instance of its class');
  });
});
