import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { intercept } from './intercept.js';
import { limitPages } from './limit-pages.js';

/** Scans that come in pages of one row. */
export interface SlowScans {
  /** Gives the clock and the client back. */
  stop(): void;
}

/**
 * Has a client's scans come row by row, and the clock that attempts go by say that each took long.
 *
 * @param msOf what the scan of a number took, in milliseconds; 1 for the first
 */
export function slowScans(client: DynamoDBClient, msOf: (count: number) => number | Promise<number>): SlowScans {
  let passed = 0;
  const now = performance.now.bind(performance);
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  const unlimit = limitPages(client, 1);
  const release = intercept(client, 'Scan', async ({ count, send }) => {
    const page = await send();
    passed += await msOf(count);
    return page;
  });
  return {
    stop: () => {
      release();
      unlimit();
      clock.mockRestore();
    },
  };
}
