import { describe, expect, it } from '@jest/globals';
import { CapacityBudget } from '../../src/control/capacity-budget.js';

const never = new AbortController().signal;

/** Whether a request may begin now. */
async function mayBegin(budget: CapacityBudget, estimate = 0): Promise<boolean> {
  const abort = new AbortController();
  const waiting = budget.take(estimate, abort.signal).then(() => !abort.signal.aborted);
  await Promise.race([waiting, new Promise(resolve => setTimeout(resolve, 5))]);
  abort.abort();
  return waiting;
}

describe('a capacity budget', () => {
  it('waits for what was taken beyond it, as DynamoDB counts it afterwards', async () => {
    let now = 0;
    const budget = new CapacityBudget(10, () => now);
    expect(await mayBegin(budget)).toBe(true);
    budget.settle(0, 40); // a page that took four seconds' units
    expect(await mayBegin(budget)).toBe(false);
    now = 2_900;
    expect(await mayBegin(budget)).toBe(false);
    now = 3_100;
    expect(await mayBegin(budget)).toBe(true);
    expect(budget.consumed).toBe(40);
  });

  it('saves up no more than a second', async () => {
    let now = 0;
    const budget = new CapacityBudget(10, () => now);
    now = 60_000;
    await budget.take(10, never);
    expect(await mayBegin(budget)).toBe(false);
  });

  it('halves when it is throttled, once for refusals that come together, and recovers up to its limit', () => {
    let now = 0;
    const budget = new CapacityBudget(100, () => now);
    budget.throttled();
    budget.throttled();
    expect(budget.rate).toBe(50);
    now = 1_000;
    budget.throttled();
    expect(budget.rate).toBeCloseTo(27.5);
    now = 1_000_000;
    budget.settle(0, 1);
    expect(budget.rate).toBe(100);
  });

  it('without a limit slows to half of what it did when it is throttled, and forgets that after a quiet minute', () => {
    let now = 0;
    const budget = new CapacityBudget(undefined, () => now);
    budget.settle(0, 600);
    budget.throttled();
    expect(budget.rate).toBe(300);
    now = 70_000;
    budget.settle(0, 1);
    expect(budget.rate).toBe(Number.POSITIVE_INFINITY);
  });

  it('really takes the time', async () => {
    const budget = new CapacityBudget(200);
    const started = performance.now();
    for (let left = 10; left > 0; left -= 1) {
      await budget.take(50, never);
      budget.settle(50, 50);
    }
    // 500 units at 200 a second, of which a second's worth is there at once and the last may be owed.
    const seconds = (performance.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(10);
  });

  it('settles what a step says that it took, its estimate where it does not, and nothing where it fails or is not begun', async () => {
    const budget = new CapacityBudget(100, () => 0);
    const step = (units: number | undefined) => budget.spend(10, never, async () => ({ units }));
    await step(3);
    expect(budget.consumed).toBe(3);
    await step(undefined);
    expect(budget.consumed).toBe(13);
    const failing = async () => Promise.reject(new Error('no'));
    await expect(budget.spend(80, never, failing)).rejects.toThrow('no');
    await expect(budget.spend(80, AbortSignal.abort(new Error('stopped')), failing)).rejects.toThrow('stopped');
    expect(budget.consumed).toBe(13);
    expect(await mayBegin(budget)).toBe(true);
  });
});
