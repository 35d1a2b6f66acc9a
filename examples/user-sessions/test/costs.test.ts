import { describe, expect, it } from '@jest/globals';
import { dynamoDbStorage, monthlySaving, moveCost, paybackMonths, s3Storage, scanCost } from '../src/costs.js';

const MILLION = 1e6;
const GIGABYTE = 1024 ** 3;
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('the costs', () => {
  it("charge the price list's dollars for storage, the index and each item's overhead included", () => {
    expect(dynamoDbStorage({ items: 0, bytes: 100 * GIGABYTE })).toBeCloseTo(2 * 25);
    expect(dynamoDbStorage({ items: GIGABYTE, bytes: 0 })).toBeCloseTo(2 * 25);
    expect(s3Storage({ items: 1, bytes: 100 * GIGABYTE })).toBeCloseTo(2.3);
  });

  it('charge a move a PUT, and a write of the larger size for the row and for its index entry', () => {
    expect(moveCost(times(1, { before: 1025, pointer: 300, object: 400 })) * MILLION).toBeCloseTo(5 + 2 * 2 * 0.625);
    expect(moveCost(times(1, { before: 100, pointer: 300, object: 90 })) * MILLION).toBeCloseTo(5 + 2 * 0.625);
    expect(scanCost({ items: 1, bytes: 4097 }) * MILLION).toBeCloseTo(2 * 0.0625);
  });

  it('say so where a move never pays', () => {
    const tiny = times(10, { before: 200, pointer: 271, object: 150 });
    expect(monthlySaving(tiny)).toBeLessThan(0);
    expect(paybackMonths(moveCost(tiny), monthlySaving(tiny))).toBeUndefined();
    const large = times(10, { before: 10_240, pointer: 271, object: 2500 });
    expect(paybackMonths(moveCost(large), monthlySaving(large))).toBeGreaterThan(2);
    expect(paybackMonths(moveCost(large), monthlySaving(large))).toBeLessThan(5);
  });
});
