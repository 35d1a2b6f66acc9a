import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, mayFail } from '../judge.js';
import { GRACE_DAYS, GRACE_DAYS_MS, GRACE_MS, passTime } from '../passed-time.js';
import type { Work } from './role.js';

const PAUSE_MS = 300;

/** Takes away what nobody points to, while archivers make more of it. */
export async function sweep({ db, clients, teller, stop }: Work): Promise<void> {
  passTime(clients.s3, GRACE_DAYS_MS - GRACE_MS, 'passedTime');
  while (!stop.aborted) {
    try {
      const { objectsSwept, errors } = await db.sweepOrphans({ graceDays: GRACE_DAYS, signal: stop });
      teller.count('objects swept', objectsSwept);
      teller.count('sweeps');
      for (const { cause } of errors) if (!mayFail(cause)) teller.violation(`an object could not be swept: ${describeError(cause)}`);
    } catch (error) {
      if (!stop.aborted && !mayFail(error)) teller.violation(`a sweep failed: ${describeError(error)}`);
    }
    await sleep(PAUSE_MS);
  }
}
