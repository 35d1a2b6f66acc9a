import { describe } from '../codec/describe-value.js';
import type { ReadonlyRow } from '../codec/row.js';
import { InvalidItemError } from '../errors.js';
import { isItemOf } from '../metadata/view-items.js';
import type { BoundView } from './runtime.js';

/** Of a view of several classes, the view of the row's own class. */
export function viewOfRow(view: BoundView, row: ReadonlyRow): BoundView {
  return view.members.find(({ schema }) => isItemOf(schema, row)) ?? view;
}

/**
 * Of a view of several classes, the view of the item's own class: that of an instance, or the one whose discriminator the fields carry.
 *
 * @throws InvalidItemError
 */
export function viewOfItem(view: BoundView, item: object): BoundView {
  const { members, schema } = view;
  if (members.length === 0 || typeof item !== 'object' || item === null) return view;
  for (let link: unknown = Object.getPrototypeOf(item); link; link = Object.getPrototypeOf(link)) {
    const found = members.find(({ schema: { entity } }) => entity.entity === (link as object).constructor);
    if (found) return found;
  }
  const values = item as Readonly<Record<string, unknown>>; // looked at by name
  const told = members.find(({ schema: { entity } }) => {
    const property = entity.discriminator?.property;
    return property !== undefined && values[property.property] === property.initial;
  });
  if (told) return told;
  const property = members[0]?.schema.entity.discriminator?.property.property ?? '';
  const message = `${describe(item)} does not say which of ${schema.entity.name} it is. Pass an instance of one of them, or its fields with \`${property}\`.`;
  throw new InvalidItemError(message, schema.entity.name, property);
}
