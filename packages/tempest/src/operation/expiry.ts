import type { ReadonlyRow } from '../codec/row.js';
import { ConfigurationError } from '../errors.js';
import { evaluate } from '../expression/evaluate.js';
import { type ConditionNode, compare, literal, not, path } from '../expression/tree.js';
import type { BoundView } from './runtime.js';

/** What keeps expired items out of one read. */
export interface Expiry {
  /** The attribute of the date. Archived rows keep it, so that DynamoDB can be asked of it whichever tier holds the item. */
  readonly attribute: string;
  /** Holds of what has not expired: also of items without the date. */
  readonly filter: ConditionNode;
  readonly isExpired: (row: ReadonlyRow) => boolean;
}

const MILLIS_PER_SECOND = 1000;

/** What `hideExpired` means for a read that begins now; `undefined` where it is not asked for. */
export function expiryOf({ schema, runtime }: BoundView, hideExpired: boolean | undefined): Expiry | undefined {
  if (!hideExpired) return undefined;
  const { timeToLive } = schema.entity.lifecycle;
  if (!timeToLive) {
    throw new ConfigurationError(
      `\`hideExpired\` of view ${schema.name}: ${schema.entity.name} declares no date of expiry. Put @TimeToLive() before its property, or leave the option out.`,
    );
  }
  const [attribute] = timeToLive.attributes;
  const seconds = Math.floor(runtime.now().getTime() / MILLIS_PER_SECOND);
  // A comparison with what is absent, or with NULL, is false: items without a date never expire.
  const expired = compare('le', path(attribute), literal({ N: String(seconds) }));
  return { attribute, filter: not(expired), isExpired: row => evaluate(expired, row) };
}
