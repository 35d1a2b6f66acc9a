import { describe, expect, it } from '@jest/globals';
import { SimulationError } from './machinery.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import { runSchedule } from './run-schedule.js';
import { useSimulatedTime } from './simulated-time.js';

useSimulatedTime();

/** A bug that needs more schedules than this to show is one that the simulator does not find. */
const MOST_SCHEDULES = 1_500;

describe('the simulator finds', () => {
  it.each(Object.entries(PLANTED_BUGS))(
    '%s',
    async (_, bug) => {
      const seeds = Array.from({ length: MOST_SCHEDULES }, (_each, index) => index + 1);
      const search = async (): Promise<void> => {
        for (const seed of seeds) await runSchedule(seed, bug);
      };
      await expect(search()).rejects.toThrow(SimulationError);
    },
    120_000,
  );
});
