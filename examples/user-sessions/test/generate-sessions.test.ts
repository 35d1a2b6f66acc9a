import { describe, expect, it } from '@jest/globals';
import { generateSessions } from '../src/generate-sessions.js';

const until = new Date('2026-11-01T00:00:00Z');
const sessions = generateSessions({ count: 1000, until, seed: 1 });

describe('the generated sessions', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generateSessions({ count: 1000, until, seed: 1 })).toEqual(sessions);
    expect(generateSessions({ count: 1000, until, seed: 2 })).not.toEqual(sessions);
  });

  it('cover three years, with a key and a time of their own', () => {
    const times = sessions.map(({ createdAt }) => createdAt.getTime());
    expect(new Set(times).size).toBe(1000);
    expect(new Set(sessions.map(({ userId, sessionId }) => `${userId} ${sessionId}`)).size).toBe(1000);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Date(times[0]!).toISOString()).toMatch(/^2023-11/);
    expect(times.at(-1)).toBeLessThan(until.getTime());
  });

  it('are JSON text of sizes from a tweet to tens of kilobytes', () => {
    const sizes = sessions.map(({ sessionData }) => sessionData.length);
    expect(Math.min(...sizes)).toBeLessThan(280);
    expect(Math.max(...sizes)).toBeGreaterThan(40_000);
    for (const { sessionData } of sessions) expect(JSON.parse(sessionData)).toMatchObject({ device: expect.any(String) });
  });
});
