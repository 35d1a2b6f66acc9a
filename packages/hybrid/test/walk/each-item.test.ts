import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Limiter } from '../../src/hydrate/limiter.js';
import { eachItem } from '../../src/walk/each-item.js';
import { FailureWatch } from '../../src/walk/failure-watch.js';

const { signal } = new AbortController();

it('takes no more items than it deals with, however many there are', async () => {
  let taken = 0;
  let dealt = 0;
  let ahead = 0;
  function* items(): Generator<number> {
    for (taken = 1; taken <= 1_000; taken += 1) yield taken;
  }
  const step = async (): Promise<void> => {
    ahead = Math.max(ahead, taken - dealt);
    await turn();
    dealt += 1;
  };
  const failed = (): void => undefined;
  await eachItem(items(), { limiter: new Limiter(3), failures: new FailureWatch(), signal, step, failed });
  expect(dealt).toBe(1_000);
  expect(ahead).toBeLessThanOrEqual(3);
});

it('lists what fails, and ends with what the list throws', async () => {
  const failures: number[] = [];
  const step = async (item: number): Promise<void> => {
    if (item % 2 === 0) throw new Error('even');
  };
  const options = { limiter: new Limiter(1), failures: new FailureWatch(), signal, step };
  await eachItem([1, 2, 3, 4], { ...options, failed: item => failures.push(item) });
  expect(failures).toEqual([2, 4]);
  const failed = (): void => {
    throw new Error('enough');
  };
  await expect(eachItem([1, 2, 3, 4], { ...options, failed })).rejects.toThrow('enough');
});

it('begins nothing after an abort, and lists nothing of it', async () => {
  const abort = new AbortController();
  const seen: number[] = [];
  const step = async (item: number): Promise<void> => {
    seen.push(item);
    abort.abort();
    throw new Error('aborted');
  };
  const failed = (): void => void seen.push(-1);
  await eachItem([1, 2, 3], { limiter: new Limiter(1), failures: new FailureWatch(), signal: abort.signal, step, failed });
  expect(seen).toEqual([1]);
});
