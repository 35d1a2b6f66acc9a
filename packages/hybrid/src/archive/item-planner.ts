import { rowBytes } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import { DAY_MS } from '../duration.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { addFootprints, type Footprint, NO_FOOTPRINT } from '../price/footprint.js';
import { itemFootprint, storedBytes } from '../price/item-footprint.js';
import type { Prices } from '../price/prices.js';
import type { StorageClass } from '../storage-class.js';
import type { ItemOutcome } from './archival-report.js';
import { captureRow } from './capture.js';
import { Histogram } from './histogram.js';
import type { ItemHandler, OldItem, SeenRow } from './item-handler.js';
import { pointerRow, pointerTo } from './pointer-row.js';
import { inStage } from './stage-error.js';

/** Days at which age classes begin. */
const AGES = [0, 30, 90, 180, 365, 730, 1095, 1825, 3650];
/** Bytes at which size classes begin: where one PUT weighs less and less beside what it saves. */
const SIZES = [0, 512, 1024, 4096, 16_384, 65_536, 131_072];
/** Items of each entity and size class that are all compressed; of the others, one in so many. */
const SAMPLED_WHOLE = 1_000;
const SAMPLED_OF = 10;

/** Items that stay or move, in one age class. */
export interface AgeSum {
  readonly items: number;
  readonly bytes: number;
}

/** Items that would move, in one size class. */
export interface SizeSum {
  readonly items: number;
  readonly bytes: number;
  readonly pointerBytes: number;
  readonly bytesStored: number;
  readonly footprint: Footprint;
}

interface Sample {
  items: number;
  sampled: number;
  bodyBytes: number;
  storedBytes: number;
}

/** What was seen of one entity. */
export interface EntitySums {
  readonly table: string;
  readonly entity: string;
  /** Of its objects. */
  readonly storageClass: StorageClass;
  readonly ages: Histogram<AgeSum>;
  readonly sizes: Histogram<SizeSum>;
  readonly samples: Map<number, Sample>;
}

/** Adds up what moving items would come to. Encodes each as a run would, so that it finds those that cannot be archived, and writes nothing. */
export class ItemPlanner implements ItemHandler {
  readonly #config: ResolvedConfig;
  readonly #prices: Prices;
  readonly #now: number;
  readonly #entities = new Map<string, EntitySums>();
  /** Billed bytes of all rows that are not archived, less those that would move. */
  #stayingBytes = 0;
  #sampled = 0;

  constructor(config: ResolvedConfig, prices: Prices) {
    this.#config = config;
    this.#prices = prices;
    this.#now = config.clock().getTime();
  }

  get entities(): readonly EntitySums[] {
    return [...this.#entities.values()];
  }

  /** Of the rows that would stay as they are. */
  get staying(): Footprint {
    return { ...NO_FOOTPRINT, dynamoDbBytesBefore: this.#stayingBytes, dynamoDbBytesAfter: this.#stayingBytes };
  }

  get sampled(): number {
    return this.#sampled;
  }

  saw({ table, live, row, entity, timestamp }: SeenRow): void {
    this.#stayingBytes += storedBytes(row, [...live.indexes.values()]);
    if (!entity || !timestamp || timestamp.getTime() > this.#now) return;
    const days = (this.#now - timestamp.getTime()) / DAY_MS;
    const own = rowBytes(row);
    this.#of(table.tableName, entity).ages.add(days, ({ items, bytes: sum }) => ({ items: items + 1, bytes: sum + own }));
  }

  async handle({ entity, live, row, timestamp }: OldItem): Promise<ItemOutcome> {
    const sums = this.#of(entity.view.table.tableName, entity);
    const bytesBefore = rowBytes(row);
    const sample = this.#sample(sums, sums.sizes.placeOf(bytesBefore));
    sample.items += 1;
    // Without a sample, as where none of the first thousand could move, nothing can be estimated.
    const isInSample = sample.items <= SAMPLED_WHOLE || sample.items % SAMPLED_OF === 0 || sample.bodyBytes === 0;
    const isSampled = this.#config.compression === 'none' || isInSample;
    const compression = isSampled ? this.#config.compression : 'none';
    const capture = await inStage('encode', () => captureRow(entity, live, this.#config, row, timestamp, compression));
    if (!capture) return { kind: 'skipped' };
    const bytesStored = isSampled ? capture.bytes.byteLength : Math.round(capture.bodyBytes * (sample.storedBytes / sample.bodyBytes));
    if (isSampled) {
      this.#sampled += 1;
      sample.sampled += 1;
      sample.bodyBytes += capture.bodyBytes;
      sample.storedBytes += bytesStored;
    }
    const left = pointerRow(capture, pointerTo(capture, capture.plainKey, this.#config.clock()));
    const billed = Math.max(bytesStored, this.#prices.s3[sums.storageClass].minimumObjectBytes);
    const footprint = { ...itemFootprint(row, left, [...live.indexes.values()], billed), readUnits: 0 };
    this.#stayingBytes -= footprint.dynamoDbBytesBefore;
    sums.sizes.add(bytesBefore, sum => ({
      items: sum.items + 1,
      bytes: sum.bytes + bytesBefore,
      pointerBytes: sum.pointerBytes + rowBytes(left),
      bytesStored: sum.bytesStored + bytesStored,
      footprint: addFootprints(sum.footprint, footprint),
    }));
    return { kind: 'archived', bytesBefore: capture.bytesBefore, bytesStored };
  }

  #of(table: string, { schema, storageClass }: HybridEntity): EntitySums {
    const id = JSON.stringify([table, schema.name]);
    const known = this.#entities.get(id);
    if (known) return known;
    const sums: EntitySums = {
      table,
      entity: schema.name,
      storageClass: storageClass ?? this.#config.objectSettings.storageClass ?? 'STANDARD',
      ages: new Histogram<AgeSum>(AGES, { items: 0, bytes: 0 }),
      sizes: new Histogram<SizeSum>(SIZES, { items: 0, bytes: 0, pointerBytes: 0, bytesStored: 0, footprint: NO_FOOTPRINT }),
      samples: new Map(),
    };
    this.#entities.set(id, sums);
    return sums;
  }

  #sample({ samples }: EntitySums, place: number): Sample {
    const known = samples.get(place);
    if (known) return known;
    const fresh: Sample = { items: 0, sampled: 0, bodyBytes: 0, storedBytes: 0 };
    samples.set(place, fresh);
    return fresh;
  }
}
