import { randomBytes } from 'node:crypto';
import type { Row } from '@tempest-ts/tempest/extend';
import { newAttempt } from '../archive/attempt-id.js';
import { OpenPack } from '../archive/open-pack.js';
import { interleave, partitionOf } from '../archive/partition-line.js';
import { storePack } from '../archive/store-pack.js';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { AttemptExpiredError } from '../errors.js';
import type { Limiter } from '../hydrate/limiter.js';
import { MAX_PACK_ITEMS } from '../pack/pack-limits.js';
import type { PackKeySource } from '../pointer/pack-key-template.js';
import type { PackPlace } from '../pointer/pointer.js';
import type { ArchiveStore } from '../store/archive-store.js';

/** Packs that are stored and landed at once, while another is filled: what a run holds in memory. */
const MAX_PACKS_UNDER_WAY = 2;
/** A pack is closed when its first item has waited for so long: its attempt must not grow old. */
const MAX_OPEN_MS = 60_000;
/** Bytes of a run's id. */
const RUN_BYTES = 6;

/** Where an item came to be. */
export interface PackLanding {
  readonly s3Key: string;
  readonly attempt: string;
  readonly place: PackPlace;
  /** The item's share of the pack's bytes. */
  readonly bytesStored: number;
}

/** How items get into packs. */
export interface GathererOptions<T> {
  readonly store: ArchiveStore;
  readonly config: ResolvedConfig;
  readonly signal: AbortSignal;
  /** Lets so many items land at once. */
  readonly limiter: Limiter;
  /** What a pack says of itself. */
  readonly metadata: (entity: HybridEntity, attempt: string, owners: readonly T[]) => Readonly<Record<string, string>>;
  /** The pack is stored: has an item's row name it. */
  readonly land: (owner: T, landing: PackLanding) => Promise<void>;
  /** A pack is stored. */
  readonly stored: (bytes: number) => void;
}

/** An item, and when its row was asked for, by `performance.now()`. */
interface GatheredItem {
  readonly row: Row;
  readonly body: Uint8Array;
  readonly readAt: number;
}

interface Passenger<T> extends Omit<GatheredItem, 'body'> {
  readonly owner: T;
  resolve(): void;
  reject(error: unknown): void;
}

interface Filling<T> {
  readonly entity: HybridEntity;
  readonly items: OpenPack<Passenger<T>>;
  readonly openedAt: number;
  /** When the first of its rows was asked for. */
  eldest: number;
}

/** Gathers items for packs, stores each when it is full, and has every item of it land. */
export class PackGatherer<T> {
  readonly #options: GathererOptions<T>;
  readonly #run: Pick<PackKeySource, 'runAt' | 'run'>;
  readonly #filling = new Map<HybridEntity, Filling<T>>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: GathererOptions<T>) {
    this.#options = options;
    this.#run = { runAt: options.config.clock(), run: randomBytes(RUN_BYTES).toString('base64url') };
  }

  /** Takes an item along; those of a part are to come in the order of their keys. Resolves when it has landed, which may be many pages later. */
  add(entity: HybridEntity, part: string, item: GatheredItem, owner: T): Promise<void> {
    const { packs, maxAttemptAgeMs } = this.#options.config;
    const { row, readAt } = item;
    const known = this.#filling.get(entity);
    // Nothing joins items that have waited for long already, but those that were read with them: one that expires takes its pack along.
    const joins = known && (readAt <= known.eldest || performance.now() - known.eldest <= maxAttemptAgeMs / 4);
    if (known && !joins) this.#send(known);
    const filling = (joins ? known : undefined) ?? {
      entity,
      items: new OpenPack<Passenger<T>>(entity.view.table, packs.memberItems),
      openedAt: performance.now(),
      eldest: readAt,
    };
    filling.eldest = Math.min(filling.eldest, readAt);
    this.#filling.set(entity, filling);
    const landed = new Promise<void>((resolve, reject) => filling.items.add(part, item, { owner, row, readAt, resolve, reject }));
    // All that is being filled counts: entities take turns at being sent, rather than each holding a pack's worth.
    const all = [...this.#filling.values()];
    const bytes = all.reduce((sum, { items }) => sum + items.bytes, 0);
    if (bytes >= packs.packBytes || filling.items.owners.length >= MAX_PACK_ITEMS) {
      const [largest] = all.sort((a, b) => b.items.bytes - a.items.bytes);
      if (largest) this.#send(largest);
    }
    return landed;
  }

  /** Waits until there is memory for more items. */
  async room(): Promise<void> {
    const maxOpenMs = Math.min(MAX_OPEN_MS, this.#options.config.maxAttemptAgeMs / 4);
    const now = performance.now();
    const isStale = ({ openedAt, eldest }: Filling<T>): boolean =>
      now - openedAt > maxOpenMs || now - eldest > this.#options.config.maxAttemptAgeMs / 4;
    for (const filling of this.#filling.values()) if (isStale(filling)) this.#send(filling);
    while (this.#underWay.size >= MAX_PACKS_UNDER_WAY) await Promise.race(this.#underWay);
  }

  /** No more items come for now: sends what has been gathered. */
  flush(): void {
    for (const filling of this.#filling.values()) this.#send(filling);
  }

  #send(filling: Filling<T>): void {
    this.#filling.delete(filling.entity);
    const sent = this.#move(filling).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  /** Never rejects: whoever waits for an item is told. */
  async #move({ entity, items }: Filling<T>): Promise<void> {
    const { store, config, signal, limiter, metadata, land, stored } = this.#options;
    const attempt = newAttempt();
    // One is enough: of a row that was erased since nothing may be stored once its attempt has ended.
    const refuseLate = (): void => {
      signal.throwIfAborted();
      const isExpired = ({ readAt }: Passenger<T>): boolean => performance.now() - readAt > config.maxAttemptAgeMs;
      if (items.owners.some(isExpired)) throw new AttemptExpiredError('not-applied');
    };
    try {
      refuseLate();
      const template = entity.packTemplate ?? config.packs.keyTemplate.bind(entity.view.table.tableName, entity.schema.name);
      const s3Key = template.render({ ...this.#run, attempt }, config.keyPrefix);
      const { pack, placed } = await items.close();
      refuseLate();
      const about = metadata(
        entity,
        attempt,
        items.owners.map(({ owner }) => owner),
      );
      await storePack(store, s3Key, pack, { metadata: about, storageClass: entity.storageClass, signal });
      stored(pack.bytes.byteLength);
      const bytesStored = Math.round(pack.bytes.byteLength / placed.length);
      const inTurn = interleave(placed, ({ owner: { row } }) => partitionOf(entity.view.table, row));
      await Promise.all(
        inTurn.map(({ owner: { owner, resolve, reject }, place }) =>
          limiter.run(() => land(owner, { s3Key, attempt, place, bytesStored })).then(resolve, reject),
        ),
      );
    } catch (error) {
      for (const { reject } of items.owners) reject(error);
    }
  }
}
