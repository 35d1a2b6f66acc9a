import { expect, it } from '@jest/globals';
import { estimateReadUnits } from '../../src/walk/estimate-read-units.js';

const row = { a: { S: 'x'.repeat(2_047) } }; // 2 KB

it('estimates from what was returned, in halves of 4 KB', () => {
  expect(estimateReadUnits([row])).toBe(0.5);
  expect(estimateReadUnits([row, row, row])).toBe(1);
  expect(estimateReadUnits([row, row], 4)).toBe(1);
});

it('takes rows that a filter left out for ones like the others, and never nothing', () => {
  expect(estimateReadUnits([row], 100)).toBe(25);
  expect(estimateReadUnits([], 100)).toBe(12.5);
  expect(estimateReadUnits([], 0)).toBe(0.5);
});

it('takes no page for larger than one can be', () => {
  expect(estimateReadUnits([row], 1_000_000)).toBe(128);
});
