import { setTimeout as sleep } from 'node:timers/promises';
import { beginsWith } from '@tempest-ts/hybrid';
import { describeError, mayFail } from '../judge.js';
import { GROUP_NAMES, NOTES, notePlace } from '../notes.js';
import type { Work } from './role.js';

const PAUSE_MS = 50;
const KEYS = 12;

/** Brings items back that are archived again at once, and looks at the whole archive while everything moves. */
export async function restore({ db, teller, random, stop }: Work): Promise<void> {
  const restoreSome = async (): Promise<void> => {
    const { notes } = db.soak;
    const options = { notAgainBefore: new Date(), signal: stop };
    const target = Array.from({ length: KEYS }, () => notes.key(notePlace(random.below(NOTES))));
    const { itemsRestored, errors } = random.chance(0.6)
      ? await db.restore(new Map(target.map((key, index) => [index, key])).values(), options)
      : await db.restore({ view: notes, condition: beginsWith({ group: random.pick(GROUP_NAMES) }) }, options);
    teller.count('items restored', itemsRestored);
    for (const { cause } of errors) if (!mayFail(cause)) teller.violation(`an item could not be restored: ${describeError(cause)}`);
  };
  const verify = async (): Promise<void> => {
    const { problems, complete } = await db.verifyArchive({ signal: stop });
    if (complete) teller.count('audits');
    for (const { kind, s3Key, cause } of problems) {
      if (kind !== 'unavailable') teller.violation(`verifyArchive found ${kind} at ${s3Key}: ${describeError(cause)}`);
    }
  };
  while (!stop.aborted) {
    try {
      if (random.chance(0.8)) await restoreSome();
      else await verify();
    } catch (error) {
      if (!stop.aborted && !mayFail(error)) teller.violation(`a restore or an audit failed: ${describeError(error)}`);
    }
    await sleep(PAUSE_MS);
  }
}
