import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './dynamo-db-contract-table.js';

/** One attribute of every type, every empty value that DynamoDB takes, and names that expressions and objects stumble over. */
export const EVERY_VALUE: readonly (readonly [name: string, value: AttributeValue])[] = [
  ['string', { S: 'text with "quotes", \\ and \u{1f600}' }],
  ['number', { N: '-12.5' }],
  ['bigNumber', { N: '12345678901234567890123456789012345678' }],
  ['binary', { B: Uint8Array.of(0, 1, 255) }],
  ['yes', { BOOL: true }],
  ['no', { BOOL: false }],
  ['nothing', { NULL: true }],
  ['strings', { SS: ['a', 'b'] }],
  ['numbers', { NS: ['1', '2.5'] }],
  ['binaries', { BS: [Uint8Array.of(1), Uint8Array.of(2, 3)] }],
  ['list', { L: [{ S: 'a' }, { N: '1' }, { L: [] }, { NULL: true }] }],
  [
    'map',
    {
      M: {
        'a.b': { S: 'x' },
        deep: { M: { set: { SS: ['s'] }, bytes: { B: Uint8Array.of(9) } } },
      },
    },
  ],
  ['emptyString', { S: '' }],
  ['emptyBinary', { B: new Uint8Array(0) }],
  ['emptyList', { L: [] }],
  ['emptyMap', { M: {} }],
  ['a.b', { S: 'dot' }],
  ['with space', { S: 'space' }],
  ['\u{1f600}', { S: 'emoji' }],
  ['#hash:colon', { S: 'expression characters' }],
  ['name', { S: 'a reserved word' }],
  ['constructor', { S: 'a name of Object.prototype' }],
];

/** Names to one canonical form of a value: sets have no order, and one number has many spellings. */
export function canonical(item: Item | undefined): Record<string, unknown> | undefined {
  if (item === undefined) return undefined;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, canonicalValue(value)]));
}

function canonicalValue(value: AttributeValue): unknown {
  if (value.SS !== undefined) return { SS: [...value.SS].sort() };
  if (value.NS !== undefined) return { NS: value.NS.map(normalised).sort() };
  if (value.BS !== undefined) return { BS: value.BS.map(hex).sort() };
  if (value.B !== undefined) return { B: hex(value.B) };
  if (value.N !== undefined) return { N: normalised(value.N) };
  if (value.L !== undefined) return { L: value.L.map(canonicalValue) };
  if (value.M !== undefined) return { M: canonical(value.M) };
  return value;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/**
 * Sign, digits without zeros at either end, and exponent: equal for equal numbers. `1E+30` is `1e30`, `-0` is `0`.
 */
export function normalised(number: string): string {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(number);
  if (parts === null) return number;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}
