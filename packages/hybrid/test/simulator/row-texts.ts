import { type ReadonlyRow, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { itemOfRow } from './archived-row.js';
import { textOf } from './ghost.js';
import type { MemoryBucket, MemoryObject } from './machinery.js';

interface Known {
  readonly object: MemoryObject | undefined;
  readonly text: string;
}

// Stored rows and objects are never changed, others take their places; those of what happened before are the same in many schedules.
const knownOfRow = new WeakMap<ReadonlyRow, Known>();
const plainOfRow = new WeakMap<ReadonlyRow, string>();

/** What rows read as, said once of each. */
export class RowTexts {
  readonly #bucket: MemoryBucket;

  constructor(bucket: MemoryBucket) {
    this.#bucket = bucket;
  }

  /** Of a row that may be a pointer: of its item, or why that cannot be read. */
  ofStored(row: Row | undefined): string {
    if (!row) return textOf(row);
    const object = this.#bucket.objects.get(row[S3_KEY_ATTRIBUTE]?.S ?? '');
    const known = knownOfRow.get(row);
    if (known && known.object === object) return known.text;
    const item = itemOfRow(row, this.#bucket);
    const text = typeof item === 'string' ? item : textOf(item);
    knownOfRow.set(row, { object, text });
    return text;
  }

  /** Of a row that is none. */
  ofPlain(row: Row | undefined): string {
    if (!row) return textOf(row);
    const text = plainOfRow.get(row) ?? textOf(row);
    plainOfRow.set(row, text);
    return text;
  }
}
