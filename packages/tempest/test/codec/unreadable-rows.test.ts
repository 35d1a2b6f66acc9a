import { describe, expect, it } from '@jest/globals';
import { type AttributeOptions, UnreadableItemError } from '@tempest-ts/tempest';
import type { Row } from '@tempest-ts/tempest/extend';
import { holderCodec } from '../fixtures/compile.js';

type Stored = Row[string];

function refusal(options: AttributeOptions, stored: Stored): UnreadableItemError {
  try {
    holderCodec(options).codec.decode({ pk: { S: 'user1' }, value: stored });
  } catch (error) {
    if (error instanceof UnreadableItemError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const cases: readonly (readonly [string, AttributeOptions, Stored, string, string])[] = [
  ['a number that loses digits', {}, { N: '9007199254740993' }, 'value', 'would lose digits'],
  ['a fraction that loses digits', {}, { N: '0.1234567890123456789' }, 'value', 'would lose digits'],
  ['the largest number of DynamoDB', {}, { N: `${'9'.repeat(38)}E+88` }, 'value', 'would lose digits'],
  ['such a number in a list', {}, { L: [{ N: '1' }, { M: { a: { N: '9007199254740993' } } }] }, 'value[1].a', 'would lose digits'],
  ['such a number in a set', {}, { NS: ['1', '9007199254740993'] }, 'value', 'would lose digits'],
  ['a fraction for a bigint', { type: BigInt }, { N: '1.5' }, 'value', 'is no integer'],
  ['a bigint of a billion digits', { type: BigInt }, { N: '1E+999999999' }, 'value', 'outside a DynamoDB number'],
  ['a string for a number', { type: Number }, { S: '1' }, 'value', 'is stored as a number (N); this is S'],
  ['a number for a string', { type: String }, { N: '1' }, 'value', 'is stored as a string (S); this is N'],
  ['a string for a boolean', { type: Boolean }, { S: 'true' }, 'value', 'is stored as BOOL; this is S'],
  ['a string for bytes', { type: Uint8Array }, { S: 'x' }, 'value', 'stored as binary (B); this is S'],
  ['a number for a Date', { type: Date }, { N: '1' }, 'value', 'is stored as a string (S); this is N'],
  ['no date', { type: Date }, { S: 'tomorrow' }, 'value', "'tomorrow' is stored, which is no date"],
  ['text in which JavaScript would find a date', { type: Date }, { S: 'version 5' }, 'value', 'which is no date'],
  ['a date whose meaning depends on the machine', { type: Date }, { S: '2020-01-01T00:00:00' }, 'value', 'which is no date'],
  ['a date with more digits than a Date holds', { type: Date }, { S: '2020-01-01T00:00:00.123456Z' }, 'value', 'which is no date'],
  ['the 40th of a month', { type: Date }, { S: '2020-01-40T00:00:00.000Z' }, 'value', 'which is no date'],
  ['a time beyond all dates', { type: 'epochMillis' }, { N: '1E+30' }, 'value', 'no date'],
  ['fractions of a millisecond', { type: 'epochMillis' }, { N: '1.5' }, 'value', 'fractions of a millisecond'],
  ['a wrong element', { type: Date }, { L: [{ S: '2020-01-01T00:00:00.000Z' }, { S: 'x' }] }, 'value[1]', 'no date'],
  ['a value without its prefix', { prefix: 'P_' }, { S: 'Q_a' }, 'value', "does not begin with its prefix 'P_'"],
  ['another type for a prefixed value', { prefix: 'P_' }, { N: '1' }, 'value', "does not begin with its prefix 'P_'"],
  ['a type of the future', {}, { $unknown: ['Z', 1] } as unknown as Stored, 'value', 'does not know'],
];

describe('a row that does not fit its class is an error that names class, property and key', () => {
  it.each(cases)('%s', (_, options, stored, property, why) => {
    const error = refusal(options, stored);
    expect(error.message).toContain(why);
    expect(error.message).toContain('Holder.value');
    expect(error.message).toContain('{pk: "user1"}');
    expect(error).toMatchObject({ entity: 'Holder', property, key: { pk: { S: 'user1' } }, code: 'UNREADABLE_ITEM' });
  });
});

describe('what other writers store is read where its meaning is certain', () => {
  const date = new Date('2020-01-01T10:00:00.000Z');
  const cases: readonly (readonly [string, AttributeOptions, Stored, unknown])[] = [
    ['a date without milliseconds', { type: Date }, { S: '2020-01-01T10:00:00Z' }, date],
    ['a date with zeroes', { type: Date }, { S: '2020-01-01T10:00:00.000000Z' }, date],
    ['a date with an offset', { type: Date }, { S: '2020-01-01T12:00:00+02:00' }, date],
    ['a day', { type: Date }, { S: '2020-01-01' }, new Date('2020-01-01T00:00:00.000Z')],
    ['seconds with milliseconds', { type: 'epochSeconds' }, { N: '1577872800.123' }, new Date(1_577_872_800_123)],
    ['a number with an exponent', {}, { N: '1.5E+3' }, 1500],
    ['a long spelling of a small number', {}, { N: '0.000000000000000000015' }, 1.5e-20],
    ['a large exact number', {}, { N: '1000000000000000000000' }, 1e21],
    ['a bigint with an exponent', { type: BigInt }, { N: '-1.5E+3' }, -1500n],
    ['null where a Date is declared', { type: Date }, { NULL: true }, null],
    ['a plain value where elements are', { type: Date }, { S: '2020-01-01T10:00:00.000Z' }, date],
  ];

  it.each(cases)('%s', (_, options, stored, value) => {
    expect(holderCodec(options).codec.decode({ pk: { S: 'x' }, value: stored })).toMatchObject({ value });
  });

  it('attributes that the class does not declare are left alone', () => {
    expect(Object.keys(holderCodec().codec.decode({ pk: { S: 'x' }, other: { N: '9007199254740993' } }))).not.toContain('other');
  });
});
