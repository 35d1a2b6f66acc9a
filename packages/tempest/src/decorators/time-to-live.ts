import type { AttributeOptions } from './attribute-options.js';
import { type MemberDecoratorFor, makeMemberDecorator } from './make-decorator.js';

/** The name under which it is recorded; packages that add a tier know it too. */
export const TIME_TO_LIVE = 'TimeToLive';

/**
 * Declares the date after which DynamoDB may delete an item by itself. A `Date`, stored as whole seconds since 1970, the only form that DynamoDB
 * expires items by: a fraction of a second is dropped (rounded down). An item without the date, or with `null`, never expires.
 *
 * DynamoDB takes days to delete what has expired; `hideExpired: true` keeps reads from showing it meanwhile. The table has to have time to live
 * enabled for the attribute: `timeToLiveInputs()` makes the requests.
 *
 * @example
 * @TimeToLive({ name: 'expires_at' }) expiresAt?: Date;
 */
export function TimeToLive(options?: AttributeOptions): MemberDecoratorFor<Date> {
  return makeMemberDecorator({ decorator: TIME_TO_LIVE, options, defaults: { type: 'epochSeconds' } });
}
