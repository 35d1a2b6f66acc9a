import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RunStop } from '../../src/walk/run-stop.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const inMs = (ms: number): Date => new Date(Date.now() + ms);

describe('a deadline', () => {
  it('has a run begin nothing new shortly before it, and breaks off what has not arrived when it passes', () => {
    const stop = new RunStop(undefined, inMs(60_000));
    jest.advanceTimersByTime(56_999);
    expect(stop).toMatchObject({ stopped: false, reason: undefined });
    jest.advanceTimersByTime(2);
    expect(stop).toMatchObject({ stopped: true, reason: 'deadline', signal: { aborted: false } });
    jest.advanceTimersByTime(2_999);
    expect(stop.signal.aborted).toBe(true);
    stop.close();
  });

  it('leaves a short run nine tenths of its time', () => {
    const stop = new RunStop(undefined, inMs(1_000));
    jest.advanceTimersByTime(899);
    expect(stop.stopped).toBe(false);
    jest.advanceTimersByTime(2);
    expect(stop.stopped).toBe(true);
    stop.close();
  });

  it('breaks off at once what waits for more, when all else has arrived; another end does not', () => {
    const stop = new RunStop(undefined, inMs(60_000));
    stop.landed();
    expect(stop.stopped).toBe(false);
    jest.advanceTimersByTime(57_001);
    stop.landed();
    expect(stop.signal.aborted).toBe(true);
    stop.close();
    const full = new RunStop(undefined, undefined);
    full.wind('max-items');
    full.landed();
    expect(full).toMatchObject({ reason: 'max-items', signal: { aborted: false } });
  });

  it('that has passed ends a run before it begins, and one that is closed never does', () => {
    expect(new RunStop(undefined, inMs(-1))).toMatchObject({ reason: 'deadline', signal: { aborted: true } });
    const stop = new RunStop(undefined, inMs(1_000));
    stop.close();
    jest.advanceTimersByTime(10_000);
    expect(stop.stopped).toBe(false);
  });
});
