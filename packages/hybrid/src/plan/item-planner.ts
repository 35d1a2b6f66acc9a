import { rowBytes, type TableSchema } from '@tempest-ts/tempest/extend';
import type { ItemOutcome } from '../archive/archival-report.js';
import type { Gatherer, ItemHandler, OldItem, SeenRow } from '../archive/item-handler.js';
import { inStage } from '../archive/stage-error.js';
import type { ResolvedConfig } from '../config.js';
import { DAY_MS } from '../duration.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { type Capture, captureObject } from '../move/capture.js';
import { captureItem, type ItemCapture } from '../move/capture-item.js';
import { type Footprint, NO_FOOTPRINT } from '../price/footprint.js';
import { storedBytes } from '../price/item-footprint.js';
import type { Prices } from '../price/prices.js';
import { EntitySums, type ObjectSample } from './entity-sums.js';
import { IndexShares } from './index-shares.js';
import { MoveEstimator } from './move-estimator.js';
import { addMoves } from './move-sum.js';

/** Items of each entity and size class that are all compressed; of the others, one in so many. */
const SAMPLED_WHOLE = 1_000;
const SAMPLED_OF = 10;
/** Items that are encoded at once; young ones are left out of their sample where more are waiting. */
const MAX_UNDER_WAY = 256;

/**
 * Adds up what moving items would come to, in either layout. Encodes each as a run would, so that it finds those that cannot be archived, and writes nothing.
 * It is given items as they are read, so that those that would lie together in a pack do so in its samples.
 */
export class ItemPlanner implements ItemHandler, Gatherer {
  readonly #config: ResolvedConfig;
  readonly #now: Date;
  readonly #estimator: MoveEstimator;
  readonly #minItemBytes: number;
  readonly #entities = new Map<string, EntitySums>();
  readonly #underWay = new Set<Promise<unknown>>();
  /** Which partitions of indexes the moves would write to. */
  readonly indexShares = new IndexShares();
  /** Billed bytes of all rows that are not archived, less those that would move. */
  #stayingBytes = 0;
  #objectsSampled = 0;

  /** @param minItemBytes smaller items would stay at any age */
  constructor(config: ResolvedConfig, prices: Prices, minItemBytes: number) {
    this.#config = config;
    this.#minItemBytes = minItemBytes;
    this.#now = config.clock();
    this.#estimator = new MoveEstimator(config, prices, this.#now);
  }

  get entities(): readonly EntitySums[] {
    return [...this.#entities.values()];
  }

  /** Of the rows that would stay as they are. */
  get staying(): Footprint {
    return { ...NO_FOOTPRINT, dynamoDbBytesBefore: this.#stayingBytes, dynamoDbBytesAfter: this.#stayingBytes };
  }

  /** Items that were compressed as objects of their own. */
  get sampled(): number {
    return this.#objectsSampled;
  }

  get gatherer(): Gatherer {
    return this;
  }

  gathers(): boolean {
    return true;
  }

  async room(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await Promise.all(this.entities.flatMap(({ packs, youngPacks }) => [packs.settled(), youngPacks.settled()]));
  }

  flush(): void {
    // Nothing is kept back.
  }

  /** No more items come. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await Promise.all(this.entities.flatMap(({ packs, youngPacks }) => [packs.end(), youngPacks.end()]));
  }

  saw(seen: SeenRow): void {
    const { table, live, row, entity, timestamp } = seen;
    this.#stayingBytes += storedBytes(row, [...live.indexes.values()]);
    if (!entity || !timestamp || timestamp > this.#now) return;
    const days = this.#daysSince(timestamp);
    const own = rowBytes(row);
    const sums = this.#of(table, entity);
    sums.ages.add(days, ({ items, bytes: sum }) => ({ items: items + 1, bytes: sum + own }));
    if (days >= sums.archiveAfterDays || own < this.#minItemBytes) return;
    const place = sums.sizes.placeOf(own);
    sums.moves.young(days, place, own);
    if (this.#underWay.size < MAX_UNDER_WAY && sums.young.wants(place))
      this.#track(this.#sampleYoung(sums, { ...seen, entity }, timestamp));
  }

  handle(item: OldItem): Promise<ItemOutcome> {
    return this.#track(this.#plan(item));
  }

  async #plan(item: OldItem): Promise<ItemOutcome> {
    const { entity, live, row, timestamp } = item;
    const captured = await inStage('encode', async () => captureItem(entity, live, this.#config, row));
    if (!captured) return { kind: 'skipped' };
    const sums = this.#of(entity.view.table, entity);
    const { bytesBefore, body } = captured;
    this.indexShares.add(entity.view.table, live, row);
    sums.packs.add(item.part, row, body);
    const [object, objectBytes] = await inStage('encode', () => this.#object(sums, item, captured));
    const move = this.#estimator.move(item, captured, object, objectBytes, sums.storageClass);
    this.#stayingBytes -= move.layouts.single.footprint.dynamoDbBytesBefore;
    sums.sizes.add(bytesBefore, sum => addMoves(sum, move));
    sums.moves.old(this.#daysSince(timestamp), move);
    const bytesStored = sums.layout === 'single' ? objectBytes : Math.round(body.byteLength * sums.packs.ratio);
    return { kind: 'archived', bytesBefore, bytesStored };
  }

  /** The item's object: compressed where it is in the sample. */
  async #object(
    sums: EntitySums,
    { entity, live, timestamp }: OldItem,
    captured: ItemCapture,
  ): Promise<[object: Capture, bytesStored: number]> {
    const sample = sums.objects(captured.bytesBefore);
    sample.items += 1;
    // Without a sample nothing can be estimated.
    const isInSample = sample.items <= SAMPLED_WHOLE || sample.items % SAMPLED_OF === 0 || sample.bodyBytes === 0;
    const isSampled = this.#config.compression === 'none' || isInSample;
    const object = await captureObject(entity, live, this.#config, captured, timestamp, isSampled ? this.#config.compression : 'none');
    if (!isSampled) return [object, estimate(sample, object.bodyBytes)];
    this.#objectsSampled += 1;
    sample.sampled += 1;
    sample.bodyBytes += object.bodyBytes;
    sample.storedBytes += object.bytes.byteLength;
    return [object, object.bytes.byteLength];
  }

  /** What one item would come to that is too young. */
  async #sampleYoung(sums: EntitySums, { entity, live, row }: SeenRow & Pick<OldItem, 'entity'>, timestamp: Date): Promise<void> {
    const place = sums.sizes.placeOf(rowBytes(row));
    try {
      const captured = captureItem(entity, live, this.#config, row);
      if (!captured) return sums.young.add(place, undefined);
      sums.youngPacks.add('young', row, captured.body);
      const object = await captureObject(entity, live, this.#config, captured, timestamp);
      sums.young.add(place, this.#estimator.move({ entity, live, row }, captured, object, object.bytes.byteLength, sums.storageClass));
    } catch {
      sums.young.add(place, undefined); // it cannot be archived, which the plan will say when it is old enough
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }

  #daysSince(timestamp: Date): number {
    return (this.#now.getTime() - timestamp.getTime()) / DAY_MS;
  }

  #of(table: TableSchema, entity: HybridEntity): EntitySums {
    const id = JSON.stringify([table.tableName, entity.schema.name]);
    const known = this.#entities.get(id);
    if (known) return known;
    const { objectSettings, packs } = this.#config;
    const sums = new EntitySums(table, entity, entity.storageClass ?? objectSettings.storageClass ?? 'STANDARD', packs);
    this.#entities.set(id, sums);
    return sums;
  }
}

const estimate = (sample: ObjectSample, bodyBytes: number): number => Math.round(bodyBytes * (sample.storedBytes / sample.bodyBytes));
