import { expect, it } from '@jest/globals';
import { PLANTED_BUGS } from './planted-bugs.js';
import { runSchedule } from './run-schedule.js';
import { useSimulatedTime } from './simulated-time.js';

/**
 * `TEMPEST_SIMULATOR_SCHEDULES=100000` explores more; `TEMPEST_SIMULATOR_SEED=42` replays one and prints nothing unless it fails;
 * `TEMPEST_SIMULATOR_BUG='a swap as a put'` plants a bug, by its name in planted-bugs.ts, and has the test fail.
 */
const { TEMPEST_SIMULATOR_SCHEDULES = '500', TEMPEST_SIMULATOR_SEED, TEMPEST_SIMULATOR_BUG } = process.env;
const SCHEDULES = Number(TEMPEST_SIMULATOR_SCHEDULES);
const BUG = TEMPEST_SIMULATOR_BUG === undefined ? undefined : PLANTED_BUGS[TEMPEST_SIMULATOR_BUG];
if (TEMPEST_SIMULATOR_BUG !== undefined && !BUG)
  throw new Error(`TEMPEST_SIMULATOR_BUG is one of: ${Object.keys(PLANTED_BUGS).join('; ')}.`);
const FIRST_SEED = 1;

useSimulatedTime();

const AN_HOUR_MS = 3_600_000;

it(
  'no interleaving, lost answer, late request or crash loses an acknowledged write or shows a wrong item',
  async () => {
    if (TEMPEST_SIMULATOR_SEED !== undefined) {
      await runSchedule(Number(TEMPEST_SIMULATOR_SEED), BUG);
      return;
    }
    let pointersMade = 0;
    let objectsSwept = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
      const schedule = await runSchedule(seed, BUG);
      pointersMade += schedule.pointersMade;
      objectsSwept += schedule.objectsSwept;
    }
    // The schedules do what they are for.
    expect(pointersMade).toBeGreaterThan(SCHEDULES / 2);
    expect(objectsSwept).toBeGreaterThan(SCHEDULES / 20);
  },
  AN_HOUR_MS,
);

it('a seed is one schedule', async () => {
  const { trace } = await runSchedule(7);
  expect((await runSchedule(7)).trace).toEqual(trace);
  expect((await runSchedule(8)).trace).not.toEqual(trace);
});
