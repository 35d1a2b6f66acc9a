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
