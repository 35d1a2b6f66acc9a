import type { TableSchema } from '@tempest-ts/tempest/extend';
import type { Layout, ResolvedPackOptions } from '../pack/pack-options.js';
import { addFootprints, type Footprint, NO_FOOTPRINT } from '../price/footprint.js';
import type { StorageClass } from '../storage-class.js';
import { Histogram } from './histogram.js';
import type { ByLayout } from './layout-plan.js';
import { PackSample } from './pack-sample.js';

/** Days at which age classes begin. */
const AGES = [0, 30, 90, 180, 365, 730, 1095, 1825, 3650];
/** Bytes at which size classes begin: where one PUT weighs less and less beside what it saves. */
const SIZES = [0, 512, 1024, 4096, 16_384, 65_536, 131_072];

/** Items that stay or move, in one age class. */
export interface AgeSum {
  readonly items: number;
  readonly bytes: number;
}

/** What items come to in one layout. Of packs neither their bytes nor how many there are is known before all items are. */
export interface LayoutSum {
  readonly pointerBytes: number;
  readonly bytesStored: number;
  readonly footprint: Footprint;
}

/** Items that would move. */
export interface MoveSum {
  readonly items: number;
  readonly bytes: number;
  /** Before compression. */
  readonly bodyBytes: number;
  /** Billed bytes of DynamoDB's overhead for rows and index entries, the same before and after. */
  readonly overheadBytes: number;
  readonly layouts: ByLayout<LayoutSum>;
}

const NO_LAYOUT_SUM: LayoutSum = { pointerBytes: 0, bytesStored: 0, footprint: NO_FOOTPRINT };

export const NO_MOVES: MoveSum = {
  items: 0,
  bytes: 0,
  bodyBytes: 0,
  overheadBytes: 0,
  layouts: { single: NO_LAYOUT_SUM, packed: NO_LAYOUT_SUM },
};

const addLayouts = (a: LayoutSum, b: LayoutSum): LayoutSum => ({
  pointerBytes: a.pointerBytes + b.pointerBytes,
  bytesStored: a.bytesStored + b.bytesStored,
  footprint: addFootprints(a.footprint, b.footprint),
});

export function addMoves(a: MoveSum, b: MoveSum): MoveSum {
  return {
    items: a.items + b.items,
    bytes: a.bytes + b.bytes,
    bodyBytes: a.bodyBytes + b.bodyBytes,
    overheadBytes: a.overheadBytes + b.overheadBytes,
    layouts: { single: addLayouts(a.layouts.single, b.layouts.single), packed: addLayouts(a.layouts.packed, b.layouts.packed) },
  };
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
  readonly #objects = new Map<number, ObjectSample>();

  constructor(table: TableSchema, entity: string, layout: Layout, storageClass: StorageClass, packs: ResolvedPackOptions) {
    this.table = table.tableName;
    this.entity = entity;
    this.layout = layout;
    this.storageClass = storageClass;
    this.packs = new PackSample(table, packs);
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
