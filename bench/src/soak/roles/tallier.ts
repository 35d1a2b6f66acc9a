import { RequestError, VersionConflictError } from '@tempest-ts/hybrid';
import { describeError, mayFail, outcomeOf } from '../judge.js';
import type { WriteOutcome } from '../messages.js';
import { monotonicMs } from '../monotonic-time.js';
import { TALLIES, Tally, tallyPlace } from '../notes.js';
import type { Work } from './role.js';
import { someDate } from './some-note.js';
import type { Tickets } from './tickets.js';

/** Counts on in items that all writers change, by their version: a count that is lost shows when the item is read. */
export class Tallier {
  readonly #work: Work;
  readonly #tickets: Tickets;
  readonly #busy = new Set<number>();

  constructor(work: Work, tickets: Tickets) {
    this.#work = work;
    this.#tickets = tickets;
  }

  async count(): Promise<void> {
    const { random, teller } = this.#work;
    const tally = random.below(TALLIES);
    if (this.#busy.has(tally)) return;
    this.#busy.add(tally);
    try {
      await this.#countIn(tally);
    } catch (error) {
      if (!mayFail(error)) teller.violation(`a tally could not be read: ${describeError(error)}`);
    } finally {
      this.#busy.delete(tally);
    }
  }

  async #countIn(tally: number): Promise<void> {
    const { db, teller, random, task } = this.#work;
    const { tallies } = db.soak;
    const name = `w${task.index}`;
    const from = monotonicMs();
    const found = await tallies.load(tallyPlace(tally), { consistentRead: true });
    teller.say({ kind: 'tally', from, at: monotonicMs(), tally, counts: found?.counts ?? {} });
    const to = (found?.counts[name] ?? 0) + 1;
    const op = this.#tickets.next();
    await teller.tell({ kind: 'count-begin', at: monotonicMs(), op, tally, to });
    let outcome: WriteOutcome | undefined = 'applied';
    try {
      if (!found) await tallies.save({ ...tallyPlace(tally), counts: { [name]: to }, createdAt: someDate(random) });
      else if (random.chance(0.5)) await tallies.update(tallyPlace(tally), u => u.counts.get(name).set(to));
      else await tallies.save(Object.assign(new Tally(), found, { counts: { ...found.counts, [name]: to } }));
    } catch (error) {
      outcome = outcomeOf(error);
      if (outcome === undefined) teller.violation(`a count failed: ${describeError(error)}`);
      if (error instanceof VersionConflictError) teller.count('version conflicts');
      if (error instanceof RequestError && error.code === 'ABORTED') teller.violation('a count was aborted');
    }
    teller.say({ kind: 'count-end', at: monotonicMs(), op, outcome: outcome ?? 'unknown' });
    teller.count(`counts ${outcome ?? 'unknown'}`);
  }
}
