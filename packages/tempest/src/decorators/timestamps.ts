import type { AttributeOptions } from './attribute-options.js';
import { type MemberDecoratorFor, makeMemberDecorator } from './make-decorator.js';

/** The names under which they are recorded. */
export const CREATED_AT = 'CreatedAt';
export const UPDATED_AT = 'UpdatedAt';

/**
 * Declares the date of an item's first save: filled in from the database's `clock` where the item has none, and kept where it has one. An `update`
 * with `upsert` fills it in where it is absent. A `Date`, stored as ISO 8601 unless `type` is `'epochSeconds'` or `'epochMillis'`.
 *
 * A save that replaces an item takes the date from the item given: save what `load` gave, or use `update`, to keep it.
 *
 * @example
 * @CreatedAt() createdAt!: Generated<Date>;
 */
export function CreatedAt(options?: AttributeOptions): MemberDecoratorFor<Date> {
  return makeMemberDecorator({ decorator: CREATED_AT, options, defaults: { type: Date } });
}

/**
 * Declares the date of an item's last save or update, set by each from the database's `clock` whatever the item says. A `Date`, stored as ISO 8601
 * unless `type` is `'epochSeconds'` or `'epochMillis'`.
 *
 * @example
 * @UpdatedAt() updatedAt!: Generated<Date>;
 */
export function UpdatedAt(options?: AttributeOptions): MemberDecoratorFor<Date> {
  return makeMemberDecorator({ decorator: UPDATED_AT, options, defaults: { type: Date } });
}
