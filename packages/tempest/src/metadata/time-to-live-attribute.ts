import { DeclarationError } from '../errors.js';
import type { TableSchema } from './table-schema.js';

/**
 * The attribute by which a table's items expire; `undefined` where no entity declares one. DynamoDB knows one for each table.
 *
 * @throws DeclarationError where entities name several
 */
export function timeToLiveAttribute(table: TableSchema): string | undefined {
  let found: string | undefined;
  for (const { entity, name: view } of table.views.values()) {
    const property = entity.lifecycle.timeToLive;
    if (!property) continue;
    const [attribute] = property.attributes;
    if (found !== undefined && found !== attribute) {
      const message =
        `Table ${table.name}: ${entity.name}.${property.property} expires by ${attribute}, another entity by ${found}. ` +
        'DynamoDB has one time to live attribute for each table: give them the same `name`.';
      throw new DeclarationError(message, { table: table.name, view, entity: entity.name, property: property.property });
    }
    found = attribute;
  }
  return found;
}
