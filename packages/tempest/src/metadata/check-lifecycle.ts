import { DeclarationError } from '../errors.js';
import { type TableSchema, tableKeyAttributes } from './table-schema.js';
import { timeToLiveAttribute } from './time-to-live-attribute.js';

/** What every write changes cannot be what an item is found by: each save would make another item. */
function checkKeysStay(table: TableSchema): void {
  const keys = tableKeyAttributes(table);
  for (const { entity, name: view } of table.views.values()) {
    for (const property of [entity.lifecycle.version, entity.lifecycle.updatedAt]) {
      const key = property?.attributes.find(attribute => keys.includes(attribute));
      if (!property || key === undefined) continue;
      const message = `${entity.name}.${property.property}: every write changes it, so it cannot be the key ${key} of table ${table.name}. Store it in another attribute.`;
      throw new DeclarationError(message, { table: table.name, view, entity: entity.name, property: property.property });
    }
  }
}

/** What can be said of versions and dates once all of a table's views are known. */
export function checkLifecycle(table: TableSchema): void {
  checkKeysStay(table);
  timeToLiveAttribute(table);
}
