import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteError,
  BatchWriteSet,
  ConditionFailedError,
  ItemNotFoundError,
  TransactionCanceledError,
  TransactionWriteSet,
} from '@tempest-ts/hybrid';
import { describeError, mayFail, outcomeOf } from '../judge.js';
import type { WriteOutcome } from '../messages.js';
import { monotonicMs } from '../monotonic-time.js';
import { isSameState, noteState } from '../note-state.js';
import { NOTES, type Note, notePlace } from '../notes.js';
import { someChange } from './note-changes.js';
import type { Work } from './role.js';
import { someNote } from './some-note.js';
import { Tallier } from './tallier.js';
import { Tickets } from './tickets.js';

const LANES = 4;
const PAUSE_MS = 5;
const MOST_OF_A_BATCH = 6;

/** What is to become of an item; `null`: it goes. */
interface Intent {
  readonly place: number;
  readonly after: Note | null;
}

/** A write, as its caller sees it. */
interface Write {
  readonly intents: readonly Intent[];
  /** Resolves to the item as the library says it is now, where it says so. */
  readonly send: () => Promise<Note | undefined>;
  /** Whether its condition holds; `undefined`: it has none. */
  readonly holds?: boolean;
}

/**
 * Changes the items that are its own, in every way that there is, and tells of each write before and after. What it wrote when an answer was lost it finds out
 * by a look.
 */
class Writer {
  readonly #work: Work;
  readonly #tickets: Tickets;
  readonly #tallier: Tallier;
  readonly #mine: readonly number[];
  readonly #busy = new Set<number>();
  /** What is stored of each item; nothing is known of one that is not here. */
  readonly #known = new Map<number, Note | null>();

  constructor(work: Work) {
    const { index, writers } = work.task;
    this.#work = work;
    this.#tickets = new Tickets(work.task);
    this.#tallier = new Tallier(work, this.#tickets);
    this.#mine = Array.from({ length: NOTES }, (_, place) => place).filter(place => place % writers === index);
  }

  async lane(): Promise<void> {
    const { random, stop } = this.#work;
    const ofOne = [this.#save, this.#saveIf, this.#update, this.#update, this.#remove];
    while (!stop.aborted) {
      const draw = random.below(100);
      if (draw < 10) await this.#tallier.count();
      else if (draw < 20) await this.#withPlaces(MOST_OF_A_BATCH, this.#batch);
      else if (draw < 35) await this.#withPlaces(2, this.#transact);
      else await this.#withPlaces(1, random.pick(ofOne));
      await sleep(PAUSE_MS);
    }
  }

  /** Takes items that no other lane is at, and finds out what is stored of them. */
  async #withPlaces(most: number, deed: (places: readonly number[]) => Promise<void>): Promise<void> {
    const { random } = this.#work;
    const places = new Set<number>();
    for (let tries = 0; tries < most; tries += 1) {
      const place = random.pick(this.#mine);
      if (!this.#busy.has(place)) places.add(place);
    }
    for (const place of places) this.#busy.add(place);
    try {
      const known: number[] = [];
      for (const place of places) if (await this.#look(place)) known.push(place);
      if (known.length > 0) await deed.call(this, known);
    } finally {
      for (const place of places) this.#busy.delete(place);
    }
  }

  /** @returns whether it is known what is stored */
  async #look(place: number): Promise<boolean> {
    if (this.#known.has(place)) return true;
    const { db, teller } = this.#work;
    const from = monotonicMs();
    try {
      const note = await db.soak.notes.load(notePlace(place), { consistentRead: true });
      await teller.tell({ kind: 'found', from, at: monotonicMs(), place, state: noteState(note) });
      this.#known.set(place, note ?? null);
      return true;
    } catch (error) {
      if (!mayFail(error)) teller.violation(`a look failed: ${describeError(error)}`);
      return false;
    }
  }

  async #write({ intents, send, holds }: Write): Promise<void> {
    const { teller } = this.#work;
    const begun: { readonly op: number; readonly intent: Intent }[] = [];
    for (const intent of intents) {
      const op = this.#tickets.next();
      begun.push({ op, intent });
      await teller.tell({ kind: 'begin', at: monotonicMs(), op, place: intent.place, after: noteState(intent.after) });
    }
    const outcomes = await this.#outcomes(
      begun.map(({ intent }) => intent),
      send,
      holds,
    );
    for (const [index, { op, intent }] of begun.entries()) {
      const outcome = outcomes[index] ?? 'unknown';
      teller.say({ kind: 'end', at: monotonicMs(), op, outcome });
      teller.count(`writes ${outcome}`);
      if (outcome === 'applied') this.#known.set(intent.place, intent.after);
      if (outcome === 'unknown') this.#known.delete(intent.place);
    }
  }

  async #outcomes(intents: readonly Intent[], send: Write['send'], holds: boolean | undefined): Promise<readonly WriteOutcome[]> {
    const { teller } = this.#work;
    const all = (outcome: WriteOutcome): readonly WriteOutcome[] => intents.map(() => outcome);
    try {
      const told = await send();
      if (holds === false) teller.violation('a write succeeded whose condition did not hold');
      const [first] = intents;
      if (told && first && !isSameState(noteState(told), noteState(first.after))) {
        teller.violation(`a write of note ${first.place} gave ${JSON.stringify(told)}, and it made ${JSON.stringify(first.after)}`);
      }
      return all('applied');
    } catch (error) {
      if (error instanceof BatchWriteError) {
        const left = new Set(
          [...error.unprocessedClobbers, ...error.unprocessedDeletes].map(each =>
            Number((each as { readonly id?: string }).id ?? Number.NaN),
          ),
        );
        // A key names its item otherwise than an instance does: where one is left, any of the deletes may be.
        return intents.map(({ place, after }) => (left.has(place) || after === null ? 'unknown' : 'applied'));
      }
      const outcome = outcomeOf(error);
      if (outcome === undefined) teller.violation(`a write failed: ${describeError(error)}`);
      if (error instanceof ItemNotFoundError) teller.violation('an item was not found that nobody has deleted');
      if (error instanceof ConditionFailedError && outcome === 'not-applied' && holds !== false) {
        teller.violation(`a condition failed that held: ${describeError(error)}`);
      }
      if (error instanceof TransactionCanceledError) {
        // Rows that were archived each time it was sent are no fault of the condition's.
        const wrong = error.reasons.find(({ code, row }) => code === 'ConditionalCheckFailed' && row?.s3Archive === undefined);
        if (wrong) teller.violation(`a transaction was cancelled whose condition held: ${describeError(error)}`);
      }
      return all(outcome ?? 'unknown');
    }
  }

  get #notes() {
    return this.#work.db.soak.notes;
  }

  #some(place: number): Note {
    return someNote(this.#work.random, place, this.#tickets.stamp());
  }

  async #save([place = 0]: readonly number[]): Promise<void> {
    const note = this.#some(place);
    await this.#write({ intents: [{ place, after: note }], send: () => this.#notes.save(note) });
  }

  async #saveIf([place = 0]: readonly number[]): Promise<void> {
    const known = this.#known.get(place);
    const holds = this.#work.random.chance(0.7);
    const note = this.#some(place);
    const stamp = holds ? known?.stamp : 'nobody’s';
    await this.#write({
      intents: [{ place, after: note }],
      send: () => this.#notes.save(note, { if: each => (stamp === undefined ? each.stamp.notExists() : each.stamp.eq(stamp)) }),
      holds,
    });
  }

  async #update(places: readonly number[]): Promise<void> {
    const [place = 0] = places;
    const known = this.#known.get(place);
    if (!known) return this.#save(places);
    const { random } = this.#work;
    const { changes, after, once } = someChange(random, known, this.#tickets.stamp());
    const holds = once || random.chance(0.5) ? once || random.chance(0.7) : undefined;
    const stamp = holds === false ? 'nobody’s' : known.stamp;
    await this.#write({
      intents: [{ place, after }],
      send: () => this.#notes.update(notePlace(place), changes, holds === undefined ? {} : { if: note => note.stamp.eq(stamp) }),
      ...(holds !== undefined && { holds }),
    });
  }

  async #remove([place = 0]: readonly number[]): Promise<void> {
    const returnOld = this.#work.random.chance(0.5);
    const before = noteState(this.#known.get(place));
    await this.#write({
      intents: [{ place, after: null }],
      send: async () => {
        const old = await this.#notes.deleteKey(notePlace(place), { returnOld });
        // Where the answer of a first try was lost, the second finds nothing.
        if (old && !isSameState(noteState(old), before)) this.#work.teller.violation(`a delete of note ${place} gave back another item`);
        return undefined;
      },
    });
  }

  async #batch(places: readonly number[]): Promise<void> {
    const { db, random } = this.#work;
    const intents = places.map((place): Intent => ({ place, after: random.chance(0.8) ? this.#some(place) : null }));
    const saved = intents.flatMap(({ after }) => (after ? [after] : []));
    const gone = intents.flatMap(({ place, after }) => (after ? [] : [this.#notes.key(notePlace(place))]));
    await this.#write({
      intents,
      send: async () => {
        const { isSuccessful, unprocessedClobbers, unprocessedDeletes } = await db.batchWrite(
          new BatchWriteSet().clobber(...saved).delete(...gone),
        );
        if (!isSuccessful) throw new BatchWriteError('Some were not written.', unprocessedClobbers, unprocessedDeletes);
        return undefined;
      },
    });
  }

  /** All or nothing, on hot and archived items. */
  async #transact([first = 0, second]: readonly number[]): Promise<void> {
    const { db, random } = this.#work;
    const known = second === undefined ? undefined : this.#known.get(second);
    const saved = this.#some(first);
    const set = new TransactionWriteSet().save(saved);
    const intents: Intent[] = [{ place: first, after: saved }];
    if (second !== undefined && known && random.chance(0.7)) {
      const { changes, after } = someChange(random, known, this.#tickets.stamp());
      const { stamp } = known;
      set.update(this.#notes.key(notePlace(second)), changes, { if: note => note.stamp.eq(stamp) });
      intents.push({ place: second, after });
    } else if (second !== undefined) {
      set.delete(this.#notes.key(notePlace(second)));
      intents.push({ place: second, after: null });
    }
    await this.#write({
      intents,
      send: async () => {
        await db.transactionWrite(set);
        return undefined;
      },
    });
  }
}

export async function write(work: Work): Promise<void> {
  const writer = new Writer(work);
  await Promise.all(Array.from({ length: LANES }, () => writer.lane()));
}
