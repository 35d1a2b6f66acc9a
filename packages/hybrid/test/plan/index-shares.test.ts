import { describe, expect, it } from '@jest/globals';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import { IndexShares } from '../../src/plan/index-shares.js';
import type { LiveTable } from '../../src/preflight/live-table.js';

const table = { tableName: 'orders', partitionKey: 'customer', sortKey: 'order' } as unknown as TableSchema; // of it only the keys and the name are read
const live = {
  indexes: new Map([
    ['by_status', { keys: ['status', 'at'], carried: undefined }],
    ['by_code', { keys: ['code'], carried: new Set(['customer', 'order', 'code', 's3Key', 's3Archive']) }],
    ['keys_by_status', { keys: ['status', 'order'], carried: new Set(['customer', 'order', 'status']) }],
    ['local', { keys: ['customer', 'status'], carried: undefined }],
  ]),
} as unknown as LiveTable; // of it only the indexes are read

/** Orders of one customer, each with a status and a code. */
function sharesOf(items: number, statusOf: (index: number) => string | undefined, codeOf = (index: number): number => index) {
  const shares = new IndexShares();
  for (let index = 0; index < items; index += 1) {
    const status = statusOf(index);
    const row = { customer: { S: 'c' }, order: { S: `${index}` }, at: { S: '2020' }, code: { N: `${codeOf(index)}` } };
    shares.add(table, live, status === undefined ? row : { ...row, status: { S: status } });
  }
  return shares.dominated;
}

describe('indexes that a run would write to', () => {
  it('are named where one partition key has a large share, but not those whose entries stay as they are', () => {
    const dominated = sharesOf(2_000, index => (index % 10 < 8 ? 'done' : `s${index % 50}`));
    expect(dominated).toEqual([{ table: 'orders', index: 'by_status', items: 2_000, share: expect.any(Number) }]);
    expect(dominated[0]?.share).toBeGreaterThan(0.74);
    expect(dominated[0]?.share).toBeLessThanOrEqual(0.8);
  });

  it('are found whatever order the items come in, and however many other values there are', () => {
    const first = sharesOf(4_000, index => (index < 1_600 ? 'done' : `s${index}`));
    const last = sharesOf(4_000, index => (index < 2_400 ? `s${index}` : 'done'));
    for (const [each] of [first, last]) {
      expect(each).toMatchObject({ index: 'by_status' });
      expect(each?.share).toBeGreaterThanOrEqual(0.4 - 1 / 17);
      expect(each?.share).toBeLessThanOrEqual(0.4);
    }
  });

  it('are not where the values are spread, the items few, or not in the index', () => {
    expect(sharesOf(5_000, index => `s${index % 12}`)).toEqual([]);
    expect(sharesOf(999, () => 'done')).toEqual([]);
    expect(sharesOf(5_000, index => (index < 900 ? 'done' : undefined))).toEqual([]);
  });

  it('are told apart', () => {
    const codes = sharesOf(
      2_000,
      () => 'done',
      index => index % 2,
    ).map(({ index, share }) => [index, share]);
    expect(codes).toEqual([
      ['by_status', 1],
      ['by_code', 0.5],
    ]);
  });
});
