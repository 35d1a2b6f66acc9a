import { setTimeout as sleep } from 'node:timers/promises';
import { AttemptExpiredError, RequestError } from '@tempest-ts/hybrid';
import { describeError, mayFail } from '../judge.js';
import type { Work } from './role.js';

const PAUSE_MS = 100;
/** A move's time begins when its page is read: of more, on a busy machine, the last would come too late. */
const MOST_OF_A_RUN = 12;

/** Archives all the time, and is killed in the middle of it. */
export async function archive({ db, teller, stop }: Work): Promise<void> {
  while (!stop.aborted) {
    try {
      const { errors, itemsSkipped } = await db.archiveOldData({
        maxItems: MOST_OF_A_RUN,
        signal: stop,
        onItem: () => teller.count('items archived'),
      });
      teller.count('moves that lost a race', itemsSkipped);
      teller.count('archive runs');
      teller.count('moves that failed', errors.length);
      for (const { stage, cause } of errors) {
        if (cause instanceof AttemptExpiredError) teller.count('moves that took too long');
        if (stage === 'encode' || stage === 'select' || (cause instanceof RequestError && !mayFail(cause)))
          teller.violation(`an item could not be archived, stage ${stage}: ${describeError(cause)}`);
      }
    } catch (error) {
      teller.count('archive runs that failed');
      if (!stop.aborted && !mayFail(error)) teller.violation(`an archive run failed: ${describeError(error)}`);
    }
    await sleep(PAUSE_MS);
  }
}
