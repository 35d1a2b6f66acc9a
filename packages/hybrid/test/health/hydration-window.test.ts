import { expect, it } from '@jest/globals';
import { HydrationWindow } from '../../src/health/hydration-window.js';

const MINUTE = 60_000;
let now = 0;
const window = (): HydrationWindow => {
  now = 7 * MINUTE;
  return new HydrationWindow(() => now);
};

it('without a read there is no latency, and no error rate', () => {
  expect(window().summary()).toEqual({ windowMs: 5 * MINUTE, items: 0, failures: 0, errorRate: 0, latencyMs: undefined });
});

it('percentiles are those of the reads that succeeded, to two figures', () => {
  const reads = window();
  for (let ms = 1; ms <= 1_000; ms += 1) reads.record(ms, false);
  for (let failed = 0; failed < 250; failed += 1) reads.record(50_000, true);
  const { latencyMs, ...counts } = reads.summary();
  expect(counts).toEqual({ windowMs: 5 * MINUTE, items: 1_250, failures: 250, errorRate: 0.2 });
  for (const [at, ms] of [
    ['p50', 500],
    ['p90', 900],
    ['p99', 990],
    ['max', 1_000],
  ] as const) {
    expect(latencyMs?.[at]).toBeGreaterThan(ms * 0.99);
    expect(latencyMs?.[at]).toBeLessThan(ms * 1.02);
  }
});

it('forgets what is older than five minutes, a minute at a time', () => {
  const reads = window();
  for (let minute = 0; minute < 20; minute += 1) {
    reads.record(10, minute % 2 === 0);
    expect(reads.summary().items).toBe(Math.min(minute + 1, 6)); // the minute that is going on, and five before it
    now += MINUTE;
  }
  now += 4 * MINUTE;
  expect(reads.summary().items).toBe(1);
  now += MINUTE;
  expect(reads.summary()).toMatchObject({ items: 0, latencyMs: undefined });
  reads.record(10, false);
  expect(reads.summary()).toMatchObject({ items: 1, failures: 0 });
});

it('takes any latency: none, and an hour', () => {
  const reads = window();
  for (const ms of [0, 0.0001, 3_600_000, 1e12]) reads.record(ms, false);
  expect(reads.summary().latencyMs?.max).toBeGreaterThan(3_500_000);
});
