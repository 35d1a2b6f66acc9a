import { setTimeout as sleep } from 'node:timers/promises';
import { beginsWith, between } from '@tempest-ts/hybrid';
import { describeError, mayFail } from '../judge.js';
import type { SeenNote } from '../messages.js';
import { monotonicMs } from '../monotonic-time.js';
import { noteState } from '../note-state.js';
import { COLORS, GROUP_NAMES, NOTES, Note, notePlace, placesOf, SHADES, TALLIES, tallyPlace } from '../notes.js';
import type { Work } from './role.js';

const LANES = 2;
const PAUSE_MS = 10;
/** Items of a batch or a transaction. */
const KEYS = 8;
/** Small, so that items move between the pages of one read. */
const PAGE_SIZE = 7;
const SEGMENTS = 2;
const LONG_AGO = new Date('2000-01-01T00:00:00Z');
const FAR_AWAY = new Date('2100-01-01T00:00:00Z');

const INDEX_QUERY = 'index query';
const EVERY_PLACE = Array.from({ length: NOTES }, (_, place) => place);

async function seenIn(notes: AsyncIterable<Note>): Promise<readonly SeenNote[]> {
  const seen: SeenNote[] = [];
  for await (const note of notes) seen.push([Number(note.id), noteState(note)]);
  return seen;
}

/** Reads in every way there is, and tells what it got: whether that was current at some moment meanwhile is the journal's to say. */
class Reader {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async run(): Promise<void> {
    const { random, teller, stop } = this.#work;
    const ways = [
      this.#load,
      this.#load,
      this.#query,
      this.#query,
      this.#count,
      this.#scan,
      this.#index,
      this.#batch,
      this.#transaction,
      this.#tally,
    ];
    while (!stop.aborted) {
      try {
        await random.pick(ways).call(this);
        teller.count('reads');
      } catch (error) {
        teller.count('reads that failed');
        if (!mayFail(error)) teller.violation(`a read failed: ${describeError(error)}`);
      }
      await sleep(PAUSE_MS);
    }
  }

  /** @param places what was asked for: an item that is not among those seen must have been gone, or of another color */
  async #told(what: string, places: readonly number[], read: () => Promise<readonly SeenNote[]>, color?: string): Promise<void> {
    const from = monotonicMs();
    const seen = await read();
    const isLate = what === INDEX_QUERY;
    this.#work.teller.say({
      kind: 'read',
      from,
      at: monotonicMs(),
      what,
      seen,
      isLate,
      asked: { places, ...(color !== undefined && { color }) },
    });
  }

  get #notes() {
    return this.#work.db.soak.notes;
  }

  async #load(): Promise<void> {
    const place = this.#work.random.below(NOTES);
    await this.#told('load', [], async () => [[place, noteState(await this.#notes.load(notePlace(place), { consistentRead: true }))]]);
  }

  async #query(): Promise<void> {
    const { random } = this.#work;
    const group = random.pick(GROUP_NAMES);
    const color = random.chance(0.6) ? random.pick(COLORS) : undefined;
    const paging = { consistentRead: true, pageSize: PAGE_SIZE, asc: random.chance(0.5) };
    const condition = beginsWith({ group });
    const read = (): AsyncIterable<Note> =>
      color === undefined
        ? this.#notes.queryAllContents(condition, paging)
        : this.#notes.queryAllContents(condition, { ...paging, filter: note => note.color.eq(color) });
    await this.#told('query', placesOf(group), () => seenIn(read()), color);
  }

  async #scan(): Promise<void> {
    const color = this.#work.random.pick(COLORS);
    await this.#told(
      'scan',
      EVERY_PLACE,
      async () => {
        const workers = Array.from({ length: SEGMENTS }, (_, segment) => ({ segment, totalSegments: SEGMENTS }));
        const parts = workers.map(workerId =>
          seenIn(this.#notes.scanAllContents({ consistentRead: true, workerId, filter: note => note.color.eq(color) })),
        );
        const settled = await Promise.allSettled(parts);
        for (const part of settled) if (part.status === 'rejected') throw part.reason;
        return (await Promise.all(parts)).flat();
      },
      color,
    );
  }

  /** An index is read eventually consistently, so an item may be missing that has just come. */
  async #index(): Promise<void> {
    const shade = this.#work.random.pick(SHADES);
    await this.#told(INDEX_QUERY, [], () =>
      seenIn(this.#work.db.soak.byShade.queryAllContents(between({ shade, createdAt: LONG_AGO }, { shade, createdAt: FAR_AWAY }))),
    );
  }

  async #count(): Promise<void> {
    const { random, teller } = this.#work;
    const [group, color] = [random.pick(GROUP_NAMES), random.pick(COLORS)];
    const from = monotonicMs();
    const count = await this.#notes.count(beginsWith({ group }), { consistentRead: true, filter: note => note.color.eq(color) });
    teller.say({ kind: 'counted', from, at: monotonicMs(), color, places: placesOf(group), count });
  }

  async #batch(): Promise<void> {
    const places = this.#somePlaces();
    const keys = places.map(place => this.#notes.key(notePlace(place)));
    await this.#told('batchLoad', places, async () => this.#seenOf(await this.#work.db.batchLoad(keys, { consistentRead: true })));
  }

  async #transaction(): Promise<void> {
    const places = this.#somePlaces();
    const keys = places.map(place => this.#notes.key(notePlace(place)));
    await this.#told('transactionLoad', places, async () => this.#seenOf(await this.#work.db.transactionLoad(keys)));
  }

  async #tally(): Promise<void> {
    const { random, db, teller } = this.#work;
    const tally = random.below(TALLIES);
    const from = monotonicMs();
    const found = await db.soak.tallies.load(tallyPlace(tally), { consistentRead: true });
    teller.say({ kind: 'tally', from, at: monotonicMs(), tally, counts: found?.counts ?? {} });
  }

  #seenOf(items: { getItems(entity: typeof Note): readonly Note[] }): readonly SeenNote[] {
    return items.getItems(Note).map(note => [Number(note.id), noteState(note)]);
  }

  #somePlaces(): readonly number[] {
    const { random } = this.#work;
    return [...new Set(Array.from({ length: KEYS }, () => random.below(NOTES)))];
  }
}

export async function read(work: Work): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, () => new Reader(work).run()));
}
