import { jest } from '@jest/globals';

/** The timer by which a run begins nothing new. */
export interface LandingTimer {
  /** Has the run's time come near its end now. */
  fire(): void;
  /** Gives `setTimeout` back. */
  stop(): void;
}

/**
 * Catches the timer of a run that has so much time, a minute at most, rather than have a test wait for it.
 *
 * @param timeoutMs more than 20 seconds, so that no other timer is as long
 */
export function landingTimer(timeoutMs: number): LandingTimer {
  const real = globalThis.setTimeout;
  const found: (() => void)[] = [];
  const spy = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((step: () => void, ms?: number) => {
    if (ms !== undefined && ms < timeoutMs - 2_000 && ms > timeoutMs - 4_000) found.push(step);
    return real(step, ms);
  }) as typeof setTimeout);
  return {
    fire: () => {
      for (const step of found) step();
    },
    stop: () => spy.mockRestore(),
  };
}
