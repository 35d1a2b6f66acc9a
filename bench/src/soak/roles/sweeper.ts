import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, mayFail } from '../judge.js';
import { passTime, QUICK, SLOW } from '../passed-time.js';
import type { Work } from './role.js';

const PAUSE_MS = 300;

/** Takes away what nobody points to, while archivers make more of it. */
export async function sweep({ db, clients, teller, stop, task }: Work): Promise<void> {
  const { graceDays, passedMs } = task.bug === undefined ? QUICK : SLOW;
  passTime(clients.s3, passedMs, 'passedTime');
  while (!stop.aborted) {
    try {
      const { objectsSwept, errors } = await db.sweepOrphans({ graceDays, signal: stop });
      teller.count('objects swept', objectsSwept);
      teller.count('sweeps');
      for (const { cause } of errors) if (!mayFail(cause)) teller.violation(`an object could not be swept: ${describeError(cause)}`);
    } catch (error) {
      if (!stop.aborted && !mayFail(error)) teller.violation(`a sweep failed: ${describeError(error)}`);
    }
    await sleep(PAUSE_MS);
  }
}
