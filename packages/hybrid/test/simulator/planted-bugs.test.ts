import './inline-zlib.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FOUND_AT } from './found-at.js';
import { SimulationError } from './machinery.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import { runSchedule } from './run-schedule.js';
import { restoreMachine, simulateMachine } from './simulated-machine.js';

beforeAll(simulateMachine);
afterAll(restoreMachine);

/** A bug that needs more schedules than this to show is one that the simulator does not find. */
const MOST_SCHEDULES = 10_000;
const MOST_MS = 300_000;

describe('the simulator finds', () => {
  it.each(Object.entries(PLANTED_BUGS))(
    '%s',
    async (name, bug) => {
      const known = FOUND_AT[name];
      const seeds = [...(known === undefined ? [] : [known]), ...Array.from({ length: MOST_SCHEDULES }, (_, index) => index + 1)];
      const search = async (): Promise<void> => {
        for (const seed of seeds) await runSchedule(seed, bug);
      };
      const found = await search().catch((error: unknown) => error);
      expect(found).toBeInstanceOf(SimulationError);
      expect((found as SimulationError).message).toMatch(bug.breaks);
    },
    MOST_MS,
  );
});

/** So that it is the bug that breaks the promise, and not what it is planted into. */
it(
  'finds nothing where the model of a sweeper keeps its rules',
  async () => {
    for (let seed = 1; seed <= 100; seed += 1)
      await runSchedule(seed, { sweeper: { grace: true, sameObject: true }, deeds: ['update', 'save', 'load'] });
  },
  MOST_MS,
);
