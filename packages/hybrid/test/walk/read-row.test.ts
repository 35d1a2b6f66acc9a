import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept } from '../support/intercept.js';
import { Stage } from '../support/stage.js';
import { throttled } from '../support/throttles.js';

let servers: LocalServers;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(() => servers.stop());

/** Has the first reads of single rows throttled; gives how many were on their way at once after that, at most. */
function throttleFirst(): () => number {
  let [sent, now, most] = [0, 0, 0];
  stop = intercept(servers.dynamoDb, 'GetItem', async ({ send }) => {
    sent += 1;
    if (sent === 1) throw throttled();
    now += 1;
    most = Math.max(most, now);
    try {
      return await send();
    } finally {
      now -= 1;
    }
  });
  return () => most;
}

describe('rows that runs read one by one', () => {
  it('are read within the read capacity: of the objects that verify and sweep look at, and of keys to restore', async () => {
    const stage = await Stage.create(servers, { archivalConfig: { readCapacityPerSecond: 8 } });
    const ids = Array.from({ length: 20 }, (_, at) => `s${at}`);
    await stage.archive(...ids);
    const runs = [
      (): Promise<unknown> => stage.db.verifyArchive(),
      (): Promise<unknown> => stage.db.sweepOrphans(),
      (): Promise<unknown> => stage.db.restore(ids.map(id => stage.db.users.sessions.key(stage.key(id)))),
    ];
    for (const run of runs) {
      const most = throttleFirst();
      await run();
      expect(most()).toBeGreaterThan(0);
      expect(most()).toBeLessThan(10); // of 20 that the concurrency would let begin at once
      stop();
    }
  });
});
