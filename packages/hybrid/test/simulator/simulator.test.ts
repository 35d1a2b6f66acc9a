import './inline-zlib.js';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runSchedule } from './run-schedule.js';
import { restoreMachine, simulateMachine } from './simulated-machine.js';

/** More than these are for `npm run simulate`. */
const SCHEDULES = 200;
const FIRST_SEED = 1;

beforeAll(simulateMachine);
afterAll(restoreMachine);

const MOST_MS = 300_000;

it(
  'no interleaving, lost answer, late request or crash loses an acknowledged write or shows a wrong item',
  async () => {
    let pointersMade = 0;
    let objectsSwept = 0;
    let itemsErased = 0;
    let itemsMigrated = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
      const schedule = await runSchedule(seed);
      pointersMade += schedule.pointersMade;
      objectsSwept += schedule.objectsSwept;
      itemsErased += schedule.itemsErased;
      itemsMigrated += schedule.itemsMigrated;
    }
    // The schedules do what they are for.
    expect(pointersMade).toBeGreaterThan(SCHEDULES / 2);
    expect(objectsSwept).toBeGreaterThan(SCHEDULES / 20);
    expect(itemsErased).toBeGreaterThan(SCHEDULES / 50);
    expect(itemsMigrated).toBeGreaterThan(SCHEDULES / 10);
  },
  MOST_MS,
);

it('a seed is one schedule', async () => {
  const { trace } = await runSchedule(7);
  expect((await runSchedule(7)).trace()).toEqual(trace());
  expect((await runSchedule(8)).trace()).not.toEqual(trace());
});
