import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ReadFailure } from './read-rows.js';

/** Some of the items that a query or a scan gives, and the place where the next ones begin. */
export interface Page<E> {
  readonly contents: readonly E[];
  /** Where the next page begins, for `initialOffset`: opaque, safe in a URL, valid for the same view and condition. `undefined` at the end. */
  readonly offset: string | undefined;
  readonly hasMorePages: boolean;
  /** Archived items that could not be read. Always empty unless the database is told to report such rather than throw. */
  readonly failures: readonly ReadFailure[];
  /** What the page's own request consumed, where `returnConsumedCapacity` asked for it. A `CapacityMeter` is told of this and of every other request of the call. */
  readonly consumedCapacity: ConsumedCapacity | undefined;
}

/** A page whose rows have come, and whose items may still have to be completed. */
export interface PageRead<E> {
  /** Where the next page begins, unless this one ends earlier as it has all items that are wanted; `undefined` at the end. */
  readonly next: string | undefined;
  /** Rows that may become items. */
  readonly rows: number;
  /** Those of them that are to be completed. */
  readonly archived: number;
  /** What the whole items will come to, as far as the rows tell; zero where none is archived. */
  readonly bytes: number;
  /** Begins to complete the items, if nobody has, and resolves when that has ended, well or not. */
  complete(): Promise<void>;
  /** The page, once its items are whole, of so many items at most. */
  page(maxItems: number | undefined): Promise<Page<E>>;
}
