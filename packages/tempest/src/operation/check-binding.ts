import { describe } from '../codec/describe-value.js';
import type { EntityClass } from '../decorators/attribute-options.js';
import { readRecords } from '../decorators/records.js';
import { InvalidItemError, InvalidKeyError } from '../errors.js';
import { partName } from '../metadata/table-schema.js';
import { type Binding, bindingOf } from './binding.js';
import type { BoundView } from './runtime.js';

/** Whether an object was bound to a view of another class or of another table: its properties may fit, but it was not meant for this one. */
function isOfAnother({ schema }: BoundView, binding: Binding | undefined): binding is Binding {
  if (binding === undefined) return false;
  const isOfClass = [schema, ...schema.members].some(({ entity }) => entity.entity === binding.entity);
  return !isOfClass || binding.tableName !== schema.table.tableName;
}

/** Whether one of two classes extends the other, or they are one. */
function isRelated(a: EntityClass, b: EntityClass): boolean {
  return a === b || a.prototype instanceof b || b.prototype instanceof a;
}

/**
 * Refuses a key that another view's `key()` made: by the names of its properties alone it could find, change or delete another item than was meant.
 *
 * @throws InvalidKeyError
 */
export function checkKeyBinding(view: BoundView, key: object): void {
  const binding = bindingOf(key);
  if (!isOfAnother(view, binding)) return;
  const { name, entity, table, partition } = view.schema;
  const message =
    `This ${binding.role} was made by view ${binding.view} (${binding.entity.name}) of table ${binding.tableName}, and view ${name} ` +
    `holds items of ${entity.name} in table ${table.tableName}. Use that view, or pass the fields alone: { ...key }.`;
  throw new InvalidKeyError(message, entity.name, partName(partition));
}

/**
 * Refuses an item that another view's `create()` made, and an instance of another entity: stored here it would come back as something else.
 *
 * @throws InvalidItemError
 */
export function checkItemBinding(view: BoundView, item: object): void {
  if (typeof item !== 'object' || item === null) return; // the codec says what is wrong
  const { name, entity, table } = view.schema;
  const made: unknown = item.constructor;
  const isOther = typeof made === 'function' && !isRelated(made as EntityClass, entity.entity) && isEntity(made as EntityClass);
  if (!isOther && !isOfAnother(view, bindingOf(item))) return;
  const message =
    `This is ${describe(item)} of another view, and view ${name} holds items of ${entity.name} in table ${table.tableName}. ` +
    'Save it through its own view, or pass its fields alone: { ...item }.';
  throw new InvalidItemError(message, entity.name, '');
}

/** Whether a class has decorated attributes. */
function isEntity(candidate: EntityClass): boolean {
  return candidate !== (Object as unknown) && readRecords(candidate).properties.size > 0;
}
