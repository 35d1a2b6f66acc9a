import { expect, it } from '@jest/globals';
import { age, ageRange } from '../../src/format/ages.js';
import { duration } from '../../src/format/duration.js';
import { bytes, counted, dollars, dollarTicks, months, percent } from '../../src/format/numbers.js';

it('writes numbers as people do', () => {
  expect([0, 999, 1_000, 4_230_000, 9.99e14, 5e18].map(bytes)).toEqual(['0 B', '999 B', '1 KB', '4.23 MB', '999 TB', '5,000 PB']);
  expect([0, 0.00123, -0.002, 0.01, 1234.5, -3].map(dollars)).toEqual(['$0.00', '$0.0012', '-$0.002', '$0.01', '$1,234.50', '-$3.00']);
  expect([undefined, 0.001, 0.3, 1, 5.25, 35.9, 36, 1_500].map(months)).toEqual([
    'never',
    '1 day',
    '9 days',
    '1 month',
    '5.3 months',
    '35.9 months',
    '3 years',
    '125 years',
  ]);
  expect([percent(0.786), counted(1, 'item'), counted(12_345, 'item')]).toEqual(['79 %', '1 item', '12,345 items']);
  expect([0, 0.4, 12, 999, 61_000, 93_600_000].map(duration)).toEqual(['no time', 'no time', '12 ms', '999 ms', '1 min 1 s', '1 d 2 h']);
});

it('gives ticks of an axis as many digits as tell them apart', () => {
  expect([dollarTicks(400)(100), dollarTicks(0.02)(0.005), dollarTicks(2)(0.5), dollarTicks(0)(0)]).toEqual([
    '$100',
    '$0.005',
    '$0.50',
    '$0',
  ]);
});

it('tells ages in days, and from two years on in years', () => {
  expect([1, 365, 730, 1_095].map(age)).toEqual(['1 day', '365 days', '2 years', '3 years']);
  expect([ageRange(30, 90), ageRange(365, 730), ageRange(3_650, undefined)]).toEqual([
    '30 to 90 days',
    '365 days to 2 years',
    '10 years and more',
  ]);
});
