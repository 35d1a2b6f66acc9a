import type { Row } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { AttemptExpiredError } from '../errors.js';
import { Limiter } from '../hydrate/limiter.js';
import { MAX_PACK_ITEMS } from '../pack/pack-limits.js';
import type { PackKeySource } from '../pointer/pack-key-template.js';
import { encodePointer, type PackPlace } from '../pointer/pointer.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import type { ItemOutcome } from './archival-report.js';
import { newAttempt } from './attempt-id.js';
import { captureItem, type ItemCapture, objectMetadata } from './capture-item.js';
import type { Gatherer, OldItem } from './item-handler.js';
import type { RunMoveContext } from './move-item.js';
import { OpenPack, type PlacedOwner } from './open-pack.js';
import { interleave, partitionOf } from './partition-line.js';
import { pointerRow } from './pointer-row.js';
import { newRunId } from './run-id.js';
import { inStage, StageError } from './stage-error.js';
import { storePack } from './store-pack.js';

/** Packs that are stored and swapped at once, while another is filled: what a run holds in memory. */
const MAX_PACKS_UNDER_WAY = 2;
/** A pack is closed when its first item has waited for so long: where old items are few, their attempts would grow old with it. */
const MAX_OPEN_MS = 60_000;
/** Nor may its swaps take longer than so many seconds, where a budget says how fast they go. */
const MAX_SWAP_SECONDS = 60;

/** Swaps that are under way for each of `concurrency`: those of some batches on the wire, and of the next, which is to be full when its turn comes. */
const SWAPS_PER_PLACE = 2;

/** An item on its way, and who waits for it. */
interface Passenger {
  readonly item: OldItem;
  readonly capture: Omit<ItemCapture, 'body'>;
  readonly bodyBytes: number;
  readonly units: number;
  readonly settle: { resolve(outcome: ItemOutcome): void; reject(error: unknown): void };
}

/** A pack that is being filled. */
interface Filling {
  readonly entity: HybridEntity;
  readonly attempt: string;
  readonly s3Key: string;
  readonly items: OpenPack<Passenger>;
  readonly openedAt: number;
  readonly signal: AbortSignal;
  /** A pointer as those of most of its items will be, but for some digits: enough to tell what they take. */
  like: Row | undefined;
}

const NO_PLACE = { offset: 0, length: 0, position: 0 };

/** Moves items into packs: gathers captured items, stores many of them in one object, then turns their rows into pointers. */
export class PackMover implements Gatherer {
  readonly #context: RunMoveContext;
  /** Ends early what a run that is stopped need not begin. */
  readonly #swaps: Limiter;
  readonly #run: Pick<PackKeySource, 'runAt' | 'run'>;
  readonly #filling = new Map<HybridEntity, Filling>();
  readonly #underWay = new Set<Promise<void>>();
  /** Of all that is being filled. */
  #items = 0;
  #bytes = 0;
  #units = 0;

  constructor(context: RunMoveContext) {
    this.#context = context;
    this.#swaps = new Limiter(context.config.concurrency * SWAPS_PER_PLACE);
    this.#run = { runAt: context.config.clock(), run: newRunId() };
  }

  gathers({ packTemplate }: HybridEntity): boolean {
    return packTemplate !== undefined;
  }

  /**
   * Takes an item along; items of a part are to come in the order of their keys. Resolves when its row has been swapped, which may be many pages later.
   *
   * @throws StageError
   */
  async handle(item: OldItem, signal: AbortSignal): Promise<ItemOutcome> {
    const { entity, live, row } = item;
    const { config } = this.#context;
    let captured: ItemCapture | undefined;
    try {
      captured = captureItem(entity, live, config, row);
    } catch (cause) {
      throw new StageError('encode', cause);
    }
    if (!captured) return { kind: 'skipped' };
    const { body, moving, digest, schema, kept, bytesBefore } = captured;
    const capture = { row, moving, digest, schema, kept, bytesBefore }; // without the body, which is not to be held any longer
    const filling = this.#fillingFor(item, signal);
    const units = moveWriteUnits(row, pointerRow(capture, this.#like(filling, capture)), [...live.indexes.values()], capture.bytesBefore);
    const outcome = new Promise<ItemOutcome>((resolve, reject) => {
      const passenger = { item, capture, bodyBytes: body.byteLength, units, settle: { resolve, reject } };
      filling.items.add(item.part, captured, passenger);
    });
    this.#items += 1;
    this.#bytes += body.byteLength;
    this.#units += units;
    if (this.#isFull) this.#sendLargest();
    return outcome;
  }

  /** Waits until there is memory for another page of items. */
  async room(): Promise<void> {
    const now = performance.now();
    const maxOpenMs = Math.min(MAX_OPEN_MS, this.#context.config.maxAttemptAgeMs / 4);
    for (const filling of this.#filling.values()) if (now - filling.openedAt > maxOpenMs) this.#send(filling);
    while (this.#underWay.size >= MAX_PACKS_UNDER_WAY) await Promise.race(this.#underWay);
  }

  /** No more items come for now: sends what has been gathered. */
  flush(): void {
    for (const filling of this.#filling.values()) this.#send(filling);
  }

  /** What an item joins. Nothing joins items that have waited for long already, but those that were read with them: one that expires takes its pack along. */
  #fillingFor(item: OldItem, signal: AbortSignal): Filling {
    const filling = this.#filling.get(item.entity);
    if (!filling) return this.#begin(item, signal);
    if (item.readAt <= filling.openedAt || performance.now() - filling.openedAt <= this.#context.config.maxAttemptAgeMs / 4) return filling;
    this.#send(filling);
    return this.#begin(item, signal);
  }

  #begin({ entity, readAt }: OldItem, signal: AbortSignal): Filling {
    const { config } = this.#context;
    const attempt = newAttempt();
    const template = entity.packTemplate ?? config.packs.keyTemplate;
    const filling: Filling = {
      entity,
      attempt,
      s3Key: template.render({ ...this.#run, attempt }, config.keyPrefix),
      items: new OpenPack<Passenger>(entity.view.table, config.packs.memberItems),
      openedAt: readAt,
      signal,
      like: undefined,
    };
    this.#filling.set(entity, filling);
    return filling;
  }

  /** All that is being filled counts: entities take turns at being sent, rather than each holding a pack's worth. */
  get #isFull(): boolean {
    const { config, writes } = this.#context;
    return this.#bytes >= config.packs.packBytes || this.#items >= MAX_PACK_ITEMS || this.#units >= writes.rate * MAX_SWAP_SECONDS;
  }

  #sendLargest(): void {
    const [largest] = [...this.#filling.values()].sort((a, b) => b.items.bytes - a.items.bytes);
    if (largest) this.#send(largest);
  }

  #send(filling: Filling): void {
    this.#filling.delete(filling.entity);
    const { owners, bytes } = filling.items;
    this.#items -= owners.length;
    this.#bytes -= bytes;
    for (const { units } of owners) this.#units -= units;
    const sent = this.#move(filling).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  /** Never rejects: whoever waits for an item is told. */
  async #move(filling: Filling): Promise<void> {
    const { items } = filling;
    const archivedAt = this.#context.config.clock();
    let placed: readonly PlacedOwner<Passenger>[];
    let bytes: number;
    try {
      const closed = await this.#store(filling);
      placed = closed.placed;
      bytes = closed.pack.bytes.byteLength;
    } catch (error) {
      for (const { settle } of items.owners) settle.reject(error);
      return;
    }
    const inTurn = interleave(placed, ({ owner }) => partitionOf(filling.entity.view.table, owner.item.row));
    const swaps = inTurn.map(async (each, at) => {
      const { settle, capture } = each.owner;
      try {
        const swapped = await this.#swaps.run(() => this.#swap(filling, each, archivedAt));
        settle.resolve(
          swapped === 'skipped'
            ? { kind: 'skipped' }
            : { kind: 'archived', bytesBefore: capture.bytesBefore, bytesStored: shareOf(bytes, placed.length, at) },
        );
      } catch (error) {
        settle.reject(error);
      }
    });
    await Promise.all(swaps);
  }

  #store({ entity, attempt, s3Key, items, signal }: Filling) {
    const { store, config } = this.#context;
    return inStage('store', async () => {
      const [first] = items.owners;
      // One is enough: of a row that was erased since nothing may be stored once its attempt has ended.
      const refuseLate = (): void => {
        signal.throwIfAborted();
        if (items.owners.some(({ item }) => this.#isExpired(item))) throw new AttemptExpiredError('not-applied');
      };
      refuseLate();
      const closed = await items.close();
      refuseLate();
      const metadata = first ? objectMetadata(entity, first.item.live, config, attempt) : {};
      await storePack(store, s3Key, closed.pack, { metadata, storageClass: entity.storageClass, signal });
      return closed;
    });
  }

  async #swap(filling: Filling, { owner, place }: PlacedOwner<Passenger>, archivedAt: Date) {
    const { writes, swapper } = this.#context;
    const { item, capture, bodyBytes, units: estimate } = owner;
    const { signal } = filling;
    const { table } = item.entity.view;
    await inStage('store', async () => {
      await writes.take(estimate, signal);
      signal.throwIfAborted();
    });
    let units: number | undefined;
    try {
      const pointer = this.#pointer(filling, capture, bodyBytes, place, archivedAt);
      const isExpired = (): boolean => this.#isExpired(item);
      const swapped = await inStage('swap', () =>
        swapper.swap({ table, capture, attempt: filling.attempt, pointer, units: estimate, isExpired }),
      );
      units = swapped.units ?? estimate;
      return swapped.outcome;
    } finally {
      writes.settle(estimate, units ?? 0);
    }
  }

  #pointer(
    { s3Key, attempt }: Pick<Filling, 's3Key' | 'attempt'>,
    { kept, digest, schema }: Omit<ItemCapture, 'body'>,
    bodyBytes: number,
    place: PackPlace,
    archivedAt: Date,
  ) {
    return encodePointer({ s3Key, attempt, bodyBytes, archivedAt, kept, digest, schema, place });
  }

  /** A pointer as an item's will be, but for some digits. */
  #like(filling: Filling, capture: Omit<ItemCapture, 'body'>): Row {
    const like = (): Row => this.#pointer(filling, capture, 0, NO_PLACE, this.#run.runAt);
    if (typeof capture.kept !== 'string') return like();
    filling.like ??= like();
    return filling.like;
  }

  /** From when its row was read: an object of a row that was erased since is found by when the row went. */
  #isExpired({ readAt }: OldItem): boolean {
    return performance.now() - readAt > this.#context.config.maxAttemptAgeMs;
  }
}

/** One item's part of a pack's bytes, in whole bytes that come to all of them. */
const shareOf = (bytes: number, items: number, at: number): number => Math.floor(bytes / items) + (at < bytes % items ? 1 : 0);
