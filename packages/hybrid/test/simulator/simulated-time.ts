import timers from 'node:timers/promises';
import { afterAll, beforeAll, jest } from '@jest/globals';

/** The engine's waits between its tries end at once: how long something takes is the scheduler's to decide, when the next request arrives. */
export function useSimulatedTime(): void {
  beforeAll(() => {
    jest.spyOn(timers, 'setTimeout').mockImplementation((_, value) => Promise.resolve(value as never));
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });
}
