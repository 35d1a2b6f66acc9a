import { rowBytes } from '@tempest-ts/tempest/extend';
import type { OldItem } from '../archive/item-handler.js';
import type { ResolvedConfig } from '../config.js';
import { newAttempt } from '../move/attempt-id.js';
import type { Capture } from '../move/capture.js';
import type { ItemCapture } from '../move/capture-item.js';
import { pointerRow, pointerTo } from '../move/pointer-row.js';
import { newRunId } from '../move/run-id.js';
import { encodePointer } from '../pointer/pointer.js';
import { itemFootprint, overheadBytes } from '../price/item-footprint.js';
import type { Prices } from '../price/prices.js';
import type { StorageClass } from '../storage-class.js';
import type { LayoutSum, MoveSum } from './move-sum.js';

/** A place in a pack of some megabytes, as most are: DynamoDB counts a number's digits, but no zeroes at its end. */
const SOME_PLACE = { offset: 2_345_678, length: 12_345, position: 95 };

/** An item, and what there is of its table. */
type Item = Pick<OldItem, 'entity' | 'live' | 'row'>;

/** What moving one item comes to. */
export class MoveEstimator {
  readonly #config: ResolvedConfig;
  readonly #prices: Prices;
  readonly #now: Date;
  readonly #run = newRunId();
  readonly #attempt = newAttempt();

  constructor(config: ResolvedConfig, prices: Prices, now: Date) {
    this.#config = config;
    this.#prices = prices;
    this.#now = now;
  }

  /** @param bytesStored of the item's object, measured or estimated */
  move(item: Item, captured: ItemCapture, object: Capture, bytesStored: number, storageClass: StorageClass): MoveSum {
    const { row, live } = item;
    return {
      items: 1,
      bytes: captured.bytesBefore,
      bodyBytes: captured.body.byteLength,
      overheadBytes: overheadBytes(row, [...live.indexes.values()]),
      layouts: { single: this.#single(item, object, bytesStored, storageClass), packed: this.#packed(item, captured) },
    };
  }

  /** The item as an object of its own. */
  #single({ live, row }: Item, object: Capture, bytesStored: number, storageClass: StorageClass): LayoutSum {
    const left = pointerRow(object, pointerTo(object, object.plainKey, this.#now));
    const billed = Math.max(bytesStored, this.#prices.s3[storageClass].minimumObjectBytes);
    const footprint = { ...itemFootprint(row, left, [...live.indexes.values()], billed), readUnits: 0 };
    return { pointerBytes: rowBytes(left), bytesStored, footprint };
  }

  /** The item as one of many: what is stored, and how many PUTs that takes, is told of all together. */
  #packed({ entity, live, row }: Item, captured: ItemCapture): LayoutSum {
    const { packs, keyPrefix } = this.#config;
    const { kept, digest, schema, body } = captured;
    const template = entity.packTemplate ?? packs.keyTemplate.bind(entity.view.table.tableName, entity.schema.name);
    const s3Key = template.render({ runAt: this.#now, run: this.#run, attempt: this.#attempt }, keyPrefix);
    const pointer = { s3Key, attempt: this.#attempt, bodyBytes: body.byteLength, archivedAt: this.#now, place: SOME_PLACE };
    const left = pointerRow(captured, encodePointer({ ...pointer, kept, digest, schema }));
    const footprint = { ...itemFootprint(row, left, [...live.indexes.values()], 0), puts: 0, readUnits: 0 };
    return { pointerBytes: rowBytes(left), bytesStored: 0, footprint };
  }
}
