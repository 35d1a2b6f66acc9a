import type { TableSchema } from '@tempest-ts/tempest/extend';
import { DAY_MS } from '../duration.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { Layout, ResolvedPackOptions } from '../pack/pack-options.js';
import type { StorageClass } from '../storage-class.js';
import { AgeSums } from './age-sums.js';
import { Histogram } from './histogram.js';
import { type MoveSum, NO_MOVES } from './move-sum.js';
import { PackSample } from './pack-sample.js';
import { YoungSample } from './young-sample.js';

/** Days at which age classes begin. */
const AGES = [0, 30, 90, 180, 365, 730, 1095, 1825, 3650];
/** Bytes at which size classes begin: where one PUT weighs less and less beside what it saves. */
const SIZES = [0, 512, 1024, 4096, 16_384, 65_536, 131_072];

/** Items that stay or move, in one age class. */
export interface AgeSum {
  readonly items: number;
  readonly bytes: number;
}

/** How small objects of one size class become. */
export interface ObjectSample {
  items: number;
  sampled: number;
  bodyBytes: number;
  storedBytes: number;
}

/** What was seen of one entity. */
export class EntitySums {
  readonly table: string;
  readonly entity: string;
  readonly layout: Layout;
  /** Of its objects. */
  readonly storageClass: StorageClass;
  readonly ages = new Histogram<AgeSum>(AGES, { items: 0, bytes: 0 });
  readonly sizes = new Histogram<MoveSum>(SIZES, NO_MOVES);
  readonly packs: PackSample;
  /** How small packs of items become that are not old enough: of a sample of them. */
  readonly youngPacks: PackSample;
  readonly young = new YoungSample();
  /** What would move if another age were old enough. */
  readonly moves: AgeSums;
  /** Bytes before compression at which a pack is closed. */
  readonly packBytes: number;
  /** Days from which on items are old enough. */
  readonly archiveAfterDays: number;
  readonly #objects = new Map<number, ObjectSample>();

  constructor(table: TableSchema, { schema, packTemplate, ageMs }: HybridEntity, storageClass: StorageClass, packs: ResolvedPackOptions) {
    this.table = table.tableName;
    this.entity = schema.name;
    this.layout = packTemplate ? 'packed' : 'single';
    this.storageClass = storageClass;
    this.packs = new PackSample(table, packs);
    this.youngPacks = new PackSample(table, packs);
    this.packBytes = packs.packBytes;
    this.archiveAfterDays = ageMs / DAY_MS;
    this.moves = new AgeSums(this.archiveAfterDays);
  }

  /** The sample that stands for an item of so many bytes. */
  objects(bytes: number): ObjectSample {
    const place = this.sizes.placeOf(bytes);
    const known = this.#objects.get(place);
    if (known) return known;
    const fresh: ObjectSample = { items: 0, sampled: 0, bodyBytes: 0, storedBytes: 0 };
    this.#objects.set(place, fresh);
    return fresh;
  }
}
