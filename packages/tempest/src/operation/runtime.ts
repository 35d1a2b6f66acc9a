import type { ItemCodec } from '../codec/item-codec.js';
import type { ViewSchema } from '../metadata/table-schema.js';
import type { Wire } from './send.js';
import type { Tier } from './tier.js';

/** What operations need besides their arguments: one for each database object. */
export interface Runtime extends Wire {
  /** `undefined`: the rows in DynamoDB are all there is, and archived ones are refused. */
  readonly tier: Tier | undefined;
  /** The time that the database goes by. Throws ConfigurationError where the given clock tells none. */
  readonly now: () => Date;
}

/** A view with what its operations need. */
export interface BoundView {
  readonly runtime: Runtime;
  readonly schema: ViewSchema;
  /** Of the first class, where the view shows several. */
  readonly codec: ItemCodec;
  /** Where the view shows several classes, the view of each; otherwise empty. */
  readonly members: readonly BoundView[];
}
