import type { Row } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import { AttemptExpiredError } from '../errors.js';
import type { Limiter } from '../hydrate/limiter.js';
import { isPackFull } from '../pack/pack-limits.js';
import type { PackKeySource } from '../pointer/pack-key-template.js';
import type { PackPlace, PackPointer } from '../pointer/pointer.js';
import type { ArchiveStore } from '../store/archive-store.js';
import { ATTEMPT_LIKE, newAttempt } from './attempt-id.js';
import { OpenPack } from './open-pack.js';
import type { PackPlacement } from './pack-placement.js';
import { interleave, partitionOf } from './partition-line.js';
import { newRunId } from './run-id.js';
import { storePack } from './store-pack.js';

/** Packs that are stored and landed at once, while another is filled: what a run holds in memory. */
const MAX_PACKS_UNDER_WAY = 2;
/** A pack is closed when its first item has waited for so long: where items are few, their attempts would grow old with it. */
const MAX_OPEN_MS = 60_000;
/** Nor does any item of it wait for more than this part of what an attempt may last. */
const MAX_OPEN_SHARE = 1 / 4;
/** Nor may its landings take longer than so many seconds, where a budget says how fast they go. */
const MAX_LANDING_SECONDS = 60;

const NO_PLACE: PackPlace = { offset: 0, length: 0, position: 0 };

/** Items that may share a pack. Told by identity: whoever brings items keeps one object for each group. */
export interface PackGroup<T> extends PackPlacement {
  /** What a pack says of itself. */
  readonly metadata: (attempt: string, owners: readonly T[]) => Readonly<Record<string, string>>;
}

/** An item that is to go into a pack. */
export interface GatheredItem<T> {
  /** Items of one lane are neighbours, in the order in which they come. */
  readonly lane: string;
  readonly row: Row;
  /** Let go when its member is compressed. */
  readonly body: Uint8Array;
  /** When its row was asked for, by `performance.now()`. */
  readonly readAt: number;
  /** Write units that its landing is expected to take. */
  readonly units: number;
  /** Held until it has landed: not the body with it. */
  readonly owner: T;
}

/** Where an item came to be: its pack is stored, and its row is to name it. */
export interface Landing {
  readonly s3Key: string;
  readonly attempt: string;
  readonly place: PackPlace;
  readonly archivedAt: Date;
  /** The item's part of the pack's bytes, in whole bytes that come to all of them. */
  readonly bytesStored: number;
  /** Whether the item's attempt has lasted as long as it may. */
  readonly isExpired: () => boolean;
}

/** How items get into packs. */
export interface PackGathererOptions<T, Outcome> {
  readonly store: ArchiveStore;
  readonly config: Pick<ResolvedConfig, 'packs' | 'keyPrefix' | 'clock' | 'maxAttemptAgeMs'>;
  /** Ends what has not been stored or has not landed yet: whoever waits for it is told the signal's reason. */
  readonly signal: AbortSignal;
  /** Lets so many items land at once. */
  readonly limiter: Limiter;
  /** How fast landings may go. */
  readonly unitsPerSecond: () => number;
  /** Milliseconds that an item waits for others at most, where that is less than a minute. */
  readonly patienceMs?: number | undefined;
  /** A pack is stored. */
  readonly stored?: ((bytes: number) => void) | undefined;
  /** Has an item's row name the pack. Waits for its turn of the budget, and begins nothing after an abort. */
  readonly land: (owner: T, landing: Landing) => Promise<Outcome>;
}

interface Passenger<T, Outcome> extends Pick<GatheredItem<T>, 'row' | 'readAt' | 'owner'> {
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** A pack that is being filled. */
interface Filling<T, Outcome> {
  readonly group: PackGroup<T>;
  readonly items: OpenPack<Passenger<T, Outcome>>;
  readonly openedAt: number;
  /** When the first of its rows was asked for. */
  eldest: number;
  units: number;
}

/** Gathers items for packs, stores each when it is full or has waited for long, and has every item of it land. */
export class PackGatherer<T, Outcome> {
  readonly #options: PackGathererOptions<T, Outcome>;
  readonly #run: Pick<PackKeySource, 'runAt' | 'run'>;
  readonly #maxOpenMs: number;
  readonly #filling = new Map<PackGroup<T>, Filling<T, Outcome>>();
  readonly #examples = new WeakMap<PackGroup<T>, Pick<PackPointer, 's3Key' | 'attempt' | 'place'>>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: PackGathererOptions<T, Outcome>) {
    const { config, patienceMs = MAX_OPEN_MS } = options;
    this.#options = options;
    this.#run = { runAt: config.clock(), run: newRunId() };
    this.#maxOpenMs = Math.min(MAX_OPEN_MS, patienceMs, config.maxAttemptAgeMs * MAX_OPEN_SHARE);
  }

  /**
   * Takes an item along. Resolves with what `land` gave, which may be many pages later.
   *
   * @throws what storing the pack threw, the same error for all of its items, or what landing did
   */
  add(group: PackGroup<T>, item: GatheredItem<T>): Promise<Outcome> {
    const { lane, row, readAt, units, owner } = item;
    const filling = this.#joined(group, readAt);
    filling.eldest = Math.min(filling.eldest, readAt);
    filling.units += units;
    const landed = new Promise<Outcome>((resolve, reject) => filling.items.add(lane, item, { row, readAt, owner, resolve, reject }));
    if (this.#isFull) this.#sendLargest();
    return landed;
  }

  /** Sends what has waited for long, then waits until there is memory for more items: to be called wherever a run comes by, whether it has items or not. */
  async room(): Promise<void> {
    for (const filling of this.#filling.values()) if (this.#isStale(filling)) this.#send(filling);
    while (this.#underWay.size >= MAX_PACKS_UNDER_WAY) await Promise.race(this.#underWay);
  }

  /** No more items come for now: sends what has been gathered. */
  flush(): void {
    for (const filling of this.#filling.values()) this.#send(filling);
  }

  /** What pointers of a group will say, but for some digits: enough to tell what they take. @throws KeyTemplateError */
  example(group: PackGroup<T>): Pick<PackPointer, 's3Key' | 'attempt' | 'place'> {
    const known = this.#examples.get(group);
    if (known) return known;
    const s3Key = group.template.render({ ...this.#run, attempt: ATTEMPT_LIKE }, this.#options.config.keyPrefix);
    const example = { s3Key, attempt: ATTEMPT_LIKE, place: NO_PLACE };
    this.#examples.set(group, example);
    return example;
  }

  /** Nothing joins what has waited for long, but what was read with it: an item that expires takes its pack along. */
  #joined(group: PackGroup<T>, readAt: number): Filling<T, Outcome> {
    const known = this.#filling.get(group);
    if (known && (readAt <= known.eldest || !this.#isStale(known))) return known;
    if (known) this.#send(known);
    const items = new OpenPack<Passenger<T, Outcome>>(group.table, this.#options.config.packs.memberItems);
    const filling = { group, items, openedAt: performance.now(), eldest: readAt, units: 0 };
    this.#filling.set(group, filling);
    return filling;
  }

  /** By two clocks: rows may have been read long before what is made of them comes, and would each be a pack of their own by theirs alone. */
  #isStale({ openedAt, eldest }: Filling<T, Outcome>): boolean {
    const now = performance.now();
    return now - openedAt > this.#maxOpenMs || now - eldest > this.#options.config.maxAttemptAgeMs * MAX_OPEN_SHARE;
  }

  /** All that is being filled counts: groups take turns at being sent, rather than each holding a pack's worth. */
  get #isFull(): boolean {
    const { config, unitsPerSecond } = this.#options;
    let [items, bytes, units] = [0, 0, 0];
    for (const filling of this.#filling.values()) {
      items += filling.items.owners.length;
      bytes += filling.items.bytes;
      units += filling.units;
    }
    return isPackFull(items, bytes, config.packs.packBytes) || units >= unitsPerSecond() * MAX_LANDING_SECONDS;
  }

  #sendLargest(): void {
    const [largest] = [...this.#filling.values()].sort((a, b) => b.items.bytes - a.items.bytes);
    if (largest) this.#send(largest);
  }

  #send(filling: Filling<T, Outcome>): void {
    this.#filling.delete(filling.group);
    const sent = this.#move(filling).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  /** Never rejects: whoever waits for an item is told. */
  async #move({ group, items }: Filling<T, Outcome>): Promise<void> {
    const { limiter, land } = this.#options;
    const archivedAt = this.#options.config.clock();
    try {
      const { s3Key, attempt, placed, bytes } = await this.#store(group, items);
      const inTurn = interleave(placed, ({ owner: { row } }) => partitionOf(group.table, row));
      const landings = inTurn.map(({ owner: { owner, readAt, resolve, reject }, place }, at) => {
        const bytesStored = shareOf(bytes, placed.length, at);
        const landing = { s3Key, attempt, place, archivedAt, bytesStored, isExpired: () => this.#isExpired(readAt) };
        return limiter.run(() => land(owner, landing)).then(resolve, reject);
      });
      await Promise.all(landings);
    } catch (error) {
      for (const { reject } of items.owners) reject(error);
    }
  }

  async #store({ template, storageClass, metadata }: PackGroup<T>, items: OpenPack<Passenger<T, Outcome>>) {
    const { store, config, signal, stored } = this.#options;
    const { owners } = items;
    // One is enough: of a row that was erased since, nothing may be stored once its attempt has ended.
    const refuseLate = (): void => {
      signal.throwIfAborted();
      if (owners.some(({ readAt }) => this.#isExpired(readAt))) throw new AttemptExpiredError('not-applied');
    };
    refuseLate();
    const attempt = newAttempt();
    const s3Key = template.render({ ...this.#run, attempt }, config.keyPrefix);
    const { pack, placed } = await items.close();
    refuseLate();
    const told = metadata(
      attempt,
      owners.map(({ owner }) => owner),
    );
    await storePack(store, s3Key, pack, { metadata: told, storageClass, signal });
    const bytes = pack.bytes.byteLength;
    stored?.(bytes);
    return { s3Key, attempt, placed, bytes };
  }

  /** From when its row was read: an object of a row that was erased since is found by when the row went. */
  #isExpired(readAt: number): boolean {
    return performance.now() - readAt > this.#options.config.maxAttemptAgeMs;
  }
}

/** One item's part of a pack's bytes, in whole bytes that come to all of them. */
const shareOf = (bytes: number, items: number, at: number): number => Math.floor(bytes / items) + (at < bytes % items ? 1 : 0);
