import { type ReadonlyRow, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { itemOfRow } from './archived-row.js';
import { textOf } from './ghost.js';
import type { MemoryBucket, MemoryObject } from './machinery.js';

interface Known {
  readonly object: MemoryObject | undefined;
  readonly text: string;
}

/** What rows read as, said once of each: stored rows and objects are never changed, others take their places. */
export class RowTexts {
  readonly #bucket: MemoryBucket;
  readonly #known = new WeakMap<ReadonlyRow, Known>();
  readonly #plain = new WeakMap<ReadonlyRow, string>();

  constructor(bucket: MemoryBucket) {
    this.#bucket = bucket;
  }

  /** Of a row that may be a pointer: of its item, or why that cannot be read. */
  ofStored(row: Row | undefined): string {
    if (!row) return textOf(row);
    const object = this.#bucket.objects.get(row[S3_KEY_ATTRIBUTE]?.S ?? '');
    const known = this.#known.get(row);
    if (known && known.object === object) return known.text;
    const item = itemOfRow(row, this.#bucket);
    const text = typeof item === 'string' ? item : textOf(item);
    this.#known.set(row, { object, text });
    return text;
  }

  /** Of a row that is none. */
  ofPlain(row: Row | undefined): string {
    if (!row) return textOf(row);
    const text = this.#plain.get(row) ?? textOf(row);
    this.#plain.set(row, text);
    return text;
  }
}
