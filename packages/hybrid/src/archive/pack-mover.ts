import type { Row } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { Limiter } from '../hydrate/limiter.js';
import { captureItem, type ItemCapture, objectMetadata } from '../move/capture-item.js';
import { type Landing, PackGatherer, type PackGroup } from '../move/pack-gatherer.js';
import { packPlacement } from '../move/pack-placement.js';
import { pointerRow } from '../move/pointer-row.js';
import { encodePointer } from '../pointer/pointer.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import type { ItemOutcome } from './archival-report.js';
import type { Gatherer, OldItem } from './item-handler.js';
import type { RunMoveContext } from './move-item.js';
import { inStage, StageError } from './stage-error.js';

/** Swaps that are under way for each of `concurrency`: those of some batches on the wire, and of the next, which is to be full when its turn comes. */
const SWAPS_PER_PLACE = 2;

/** An item on its way: without its body, which is not to be held until it has landed. */
interface Passenger {
  readonly item: OldItem;
  readonly capture: Omit<ItemCapture, 'body'>;
  readonly bodyBytes: number;
  readonly units: number;
}

/** An entity's items, and a pointer as those of most of them will be, but for some digits: enough to tell what they take. */
interface Group extends PackGroup<Passenger> {
  like: Row | undefined;
}

/** Moves items into packs: gathers captured items, stores many of them in one object, then turns their rows into pointers. */
export class PackMover implements Gatherer {
  readonly #context: RunMoveContext;
  readonly #packs: PackGatherer<Passenger, ItemOutcome>;
  readonly #groups = new Map<HybridEntity, Group>();
  readonly #now: Date;

  constructor(context: RunMoveContext) {
    const { store, config, signal, writes, patienceMs } = context;
    this.#context = context;
    this.#now = config.clock();
    this.#packs = new PackGatherer({
      store,
      config,
      signal,
      limiter: new Limiter(config.concurrency * SWAPS_PER_PLACE),
      unitsPerSecond: () => writes.rate,
      patienceMs,
      land: (passenger, landing) => this.#swap(passenger, landing),
    });
  }

  gathers({ packTemplate }: HybridEntity): boolean {
    return packTemplate !== undefined;
  }

  room(): Promise<void> {
    return this.#packs.room();
  }

  flush(): void {
    this.#packs.flush();
  }

  /**
   * Takes an item along; items of a part are to come in the order of their keys. Resolves when its row has been swapped, which may be many pages later.
   *
   * @throws StageError
   */
  async handle(item: OldItem): Promise<ItemOutcome> {
    const { entity, live, row, part, readAt } = item;
    const group = this.#groups.get(entity) ?? this.#begin(item);
    let captured: ItemCapture | undefined;
    let units: number;
    try {
      captured = captureItem(entity, live, this.#context.config, row);
      if (!captured) return { kind: 'skipped' };
      units = moveWriteUnits(row, pointerRow(captured, this.#like(group, captured)), [...live.indexes.values()], captured.bytesBefore);
    } catch (cause) {
      throw new StageError('encode', cause);
    }
    const { body, moving, digest, schema, kept, bytesBefore } = captured;
    const capture = { row, moving, digest, schema, kept, bytesBefore };
    const owner = { item, capture, bodyBytes: body.byteLength, units };
    return inStage('store', () => this.#packs.add(group, { lane: part, row, body, readAt, units, owner }));
  }

  #begin({ entity, live }: OldItem): Group {
    const { config } = this.#context;
    const metadata = (attempt: string) => objectMetadata(entity, live, config, attempt);
    const group = { ...packPlacement(entity, config), metadata, like: undefined };
    this.#groups.set(entity, group);
    return group;
  }

  async #swap({ item, capture, bodyBytes, units }: Passenger, landing: Landing): Promise<ItemOutcome> {
    const { writes, swapper, signal } = this.#context;
    const { s3Key, attempt, place, archivedAt, bytesStored, isExpired } = landing;
    const { kept, digest, schema, bytesBefore } = capture;
    const { table } = item.entity.view;
    const swapped = await writes.spend(units, signal, () => {
      const pointer = encodePointer({ s3Key, attempt, place, bodyBytes, archivedAt, kept, digest, schema });
      return inStage('swap', () => swapper.swap({ table, capture, attempt, pointer, units, isExpired }));
    });
    return swapped.outcome === 'skipped' ? { kind: 'skipped' } : { kind: 'archived', bytesBefore, bytesStored };
  }

  #like(group: Group, { kept, digest, schema }: ItemCapture): Row {
    const like = (): Row => encodePointer({ ...this.#packs.example(group), bodyBytes: 0, archivedAt: this.#now, kept, digest, schema });
    if (typeof kept !== 'string') return like();
    group.like ??= like();
    return group.like;
  }
}
