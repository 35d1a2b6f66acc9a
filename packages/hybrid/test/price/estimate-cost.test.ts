import { describe, expect, it } from '@jest/globals';
import { DEFAULT_PRICES, estimateCost } from '@tempest-ts/hybrid';
import { itemFootprint, moveWriteUnits, storedBytes } from '../../src/price/item-footprint.js';

const MILLION = 1e6;
const GIGABYTE = 1024 ** 3;
const NOTHING = { dynamoDbBytesBefore: 0, dynamoDbBytesAfter: 0, s3Bytes: 0, writeUnits: 0, readUnits: 0, puts: 0 };

describe("the original's cost table", () => {
  it('comes out: 100 GB become 20 GB in DynamoDB and 8 GB in S3, $25.00 become $5.18, 79 % less', () => {
    const { monthlyBefore, monthlyAfter, savedShare } = estimateCost(
      { ...NOTHING, dynamoDbBytesBefore: 100 * GIGABYTE, dynamoDbBytesAfter: 20 * GIGABYTE, s3Bytes: 8 * GIGABYTE },
      DEFAULT_PRICES,
    );
    expect(monthlyBefore.toFixed(2)).toBe('25.00');
    expect(monthlyAfter.toFixed(2)).toBe('5.18');
    expect(Math.round(savedShare * 100)).toBe(79);
  });
});

describe('a move', () => {
  it('costs a PUT, and a write of the larger size for the row and for each index entry that changes', () => {
    const row = { pk: { S: 'p' }, group: { S: 'g' }, data: { S: 'x'.repeat(1_500) } };
    const pointer = { pk: { S: 'p' }, group: { S: 'g' }, s3Key: { S: 'k' } };
    const all = { keys: ['group'], carried: undefined };
    const keysOnly = { keys: ['group'], carried: new Set(['pk', 'group']) };
    const sparse = { keys: ['absent'], carried: undefined };
    expect(moveWriteUnits(row, pointer, [])).toBe(2);
    expect(moveWriteUnits(row, pointer, [all, keysOnly, sparse])).toBe(4);
    const { writeUnits, puts } = itemFootprint(row, pointer, [all, keysOnly, sparse], 400);
    expect(estimateCost({ ...NOTHING, writeUnits, puts }, DEFAULT_PRICES).moveCost * MILLION).toBeCloseTo(5 + 4 * 0.625);
  });

  it('takes storage for each entry and its overhead', () => {
    const row = { pk: { S: 'p' }, group: { S: 'g' }, data: { S: 'xxxx' } };
    const whole = 3 + 6 + 8;
    const keysOnly = { keys: ['group'], carried: new Set(['pk', 'group']) };
    expect(storedBytes(row, [{ keys: ['group'], carried: undefined }, keysOnly])).toBe(2 * whole + 9 + 3 * 100);
  });

  it('of what grows never pays', () => {
    const { monthlySaving, paybackMonths } = estimateCost(
      { ...NOTHING, dynamoDbBytesBefore: 100, dynamoDbBytesAfter: 300, writeUnits: 1, puts: 1 },
      DEFAULT_PRICES,
    );
    expect(monthlySaving).toBeLessThan(0);
    expect(paybackMonths).toBeUndefined();
  });

  it('pays back after the months that its price takes to save', () => {
    // 10 KB items, one object each: facts of the price table give about five months.
    const { paybackMonths } = estimateCost(
      {
        dynamoDbBytesBefore: 10_340 * MILLION,
        dynamoDbBytesAfter: 450 * MILLION,
        s3Bytes: 2_500 * MILLION,
        writeUnits: 10 * MILLION,
        readUnits: 1.25 * MILLION,
        puts: MILLION,
      },
      DEFAULT_PRICES,
    );
    expect(paybackMonths).toBeGreaterThan(4);
    expect(paybackMonths).toBeLessThan(6);
  });
});
