import { rowBytes, type TableSchema } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import { DAY_MS } from '../duration.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { encodePointer } from '../pointer/pointer.js';
import { type Footprint, NO_FOOTPRINT } from '../price/footprint.js';
import { itemFootprint, overheadBytes, storedBytes } from '../price/item-footprint.js';
import type { Prices } from '../price/prices.js';
import type { ItemOutcome } from './archival-report.js';
import { newAttempt } from './attempt-id.js';
import { captureObject } from './capture.js';
import { captureItem, type ItemCapture } from './capture-item.js';
import { addMoves, EntitySums, type LayoutSum, type ObjectSample } from './entity-sums.js';
import type { Gatherer, ItemHandler, OldItem, SeenRow } from './item-handler.js';
import { pointerRow, pointerTo } from './pointer-row.js';
import { newRunId } from './run-id.js';
import { inStage } from './stage-error.js';

/** Items of each entity and size class that are all compressed; of the others, one in so many. */
const SAMPLED_WHOLE = 1_000;
const SAMPLED_OF = 10;

/** A place in a pack of some megabytes, as most are. */
const SOME_PLACE = { offset: 1_000_000, length: 10_000, position: 50 };

/**
 * Adds up what moving items would come to, in either layout. Encodes each as a run would, so that it finds those that cannot be archived, and writes nothing.
 * It is given items as they are read, so that those that would lie together in a pack do so in its samples.
 */
export class ItemPlanner implements ItemHandler, Gatherer {
  readonly #config: ResolvedConfig;
  readonly #prices: Prices;
  readonly #now: Date;
  readonly #run = newRunId();
  readonly #attempt = newAttempt();
  readonly #entities = new Map<string, EntitySums>();
  readonly #underWay = new Set<Promise<unknown>>();
  /** Billed bytes of all rows that are not archived, less those that would move. */
  #stayingBytes = 0;
  #objectsSampled = 0;

  constructor(config: ResolvedConfig, prices: Prices) {
    this.#config = config;
    this.#prices = prices;
    this.#now = config.clock();
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
    await Promise.all(this.entities.map(({ packs }) => packs.settled()));
  }

  flush(): void {
    // Nothing is kept back.
  }

  /** No more items come. */
  async end(): Promise<void> {
    await Promise.all(this.entities.map(({ packs }) => packs.end()));
  }

  saw({ table, live, row, entity, timestamp }: SeenRow): void {
    this.#stayingBytes += storedBytes(row, [...live.indexes.values()]);
    if (!entity || !timestamp || timestamp > this.#now) return;
    const days = (this.#now.getTime() - timestamp.getTime()) / DAY_MS;
    const own = rowBytes(row);
    this.#of(table, entity).ages.add(days, ({ items, bytes: sum }) => ({ items: items + 1, bytes: sum + own }));
  }

  handle(item: OldItem): Promise<ItemOutcome> {
    const planned = this.#plan(item).finally(() => this.#underWay.delete(planned));
    this.#underWay.add(planned);
    return planned;
  }

  async #plan(item: OldItem): Promise<ItemOutcome> {
    const { entity, live, row } = item;
    const captured = await inStage('encode', async () => captureItem(entity, live, this.#config, row));
    if (!captured) return { kind: 'skipped' };
    const sums = this.#of(entity.view.table, entity);
    const { bytesBefore, body } = captured;
    sums.packs.add(item.part, row, body);
    const single = await inStage('encode', () => this.#single(sums, item, captured));
    const packed = this.#packed(item, captured);
    this.#stayingBytes -= single.footprint.dynamoDbBytesBefore;
    sums.sizes.add(bytesBefore, sum =>
      addMoves(sum, {
        items: 1,
        bytes: bytesBefore,
        bodyBytes: body.byteLength,
        overheadBytes: overheadBytes(row, [...live.indexes.values()]),
        layouts: { single, packed },
      }),
    );
    const bytesStored = sums.layout === 'single' ? single.bytesStored : Math.round(body.byteLength * sums.packs.ratio);
    return { kind: 'archived', bytesBefore, bytesStored };
  }

  /** The item as an object of its own. */
  async #single(sums: EntitySums, { entity, live, row, timestamp }: OldItem, captured: ItemCapture): Promise<LayoutSum> {
    const sample = sums.objects(captured.bytesBefore);
    sample.items += 1;
    // Without a sample nothing can be estimated.
    const isInSample = sample.items <= SAMPLED_WHOLE || sample.items % SAMPLED_OF === 0 || sample.bodyBytes === 0;
    const isSampled = this.#config.compression === 'none' || isInSample;
    const capture = await captureObject(entity, live, this.#config, captured, timestamp, isSampled ? this.#config.compression : 'none');
    const bytesStored = isSampled ? capture.bytes.byteLength : estimate(sample, capture.bodyBytes);
    if (isSampled) {
      this.#objectsSampled += 1;
      sample.sampled += 1;
      sample.bodyBytes += capture.bodyBytes;
      sample.storedBytes += bytesStored;
    }
    const left = pointerRow(capture, pointerTo(capture, capture.plainKey, this.#now));
    const billed = Math.max(bytesStored, this.#prices.s3[sums.storageClass].minimumObjectBytes);
    const footprint = { ...itemFootprint(row, left, [...live.indexes.values()], billed), readUnits: 0 };
    return { pointerBytes: rowBytes(left), bytesStored, footprint };
  }

  /** The item as one of many: what is stored, and how many PUTs that takes, is told of all together. */
  #packed({ entity, live, row }: OldItem, captured: ItemCapture): LayoutSum {
    const { packs, keyPrefix } = this.#config;
    const { kept, digest, schema, body } = captured;
    const template = entity.packTemplate ?? packs.keyTemplate.bind(entity.view.table.tableName, entity.schema.name);
    const s3Key = template.render({ runAt: this.#now, run: this.#run, attempt: this.#attempt }, keyPrefix);
    const pointer = { s3Key, attempt: this.#attempt, bodyBytes: body.byteLength, archivedAt: this.#now, place: SOME_PLACE };
    const left = pointerRow(captured, encodePointer({ ...pointer, kept, digest, schema }));
    const footprint = { ...itemFootprint(row, left, [...live.indexes.values()], 0), puts: 0, readUnits: 0 };
    return { pointerBytes: rowBytes(left), bytesStored: 0, footprint };
  }

  #of(table: TableSchema, { schema, storageClass, packTemplate }: HybridEntity): EntitySums {
    const id = JSON.stringify([table.tableName, schema.name]);
    const known = this.#entities.get(id);
    if (known) return known;
    const { objectSettings, packs } = this.#config;
    const layout = packTemplate ? 'packed' : 'single';
    const sums = new EntitySums(table, schema.name, layout, storageClass ?? objectSettings.storageClass ?? 'STANDARD', packs);
    this.#entities.set(id, sums);
    return sums;
  }
}

const estimate = (sample: ObjectSample, bodyBytes: number): number => Math.round(bodyBytes * (sample.storedBytes / sample.bodyBytes));
