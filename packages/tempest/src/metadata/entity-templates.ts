import type { TemplatedAttribute } from './attribute-template.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import { type KeyPartSchema, type TableSchema, tableKeyAttributes, type ViewSchema } from './table-schema.js';

/** The attributes of an entity's rows in one table that templates make. */
export interface EntityTemplates {
  /** Those of the table's own key: parsed back on read, where they are the only authority. */
  readonly key: readonly TemplatedAttribute[];
  /** Those of indexes: made anew at every write. */
  readonly derived: readonly TemplatedAttribute[];
  /** Components that are stored in the table's key and nowhere else. */
  readonly keyOnly: ReadonlySet<PropertySchema>;
  /** Whether components are read from index keys: the table has no inline view of the entity, which may be some of another's attributes. */
  readonly readsDerived: boolean;
}

const partsOf = ({ partition, sort }: Pick<ViewSchema, 'partition' | 'sort'>): readonly KeyPartSchema[] =>
  sort ? [partition, sort] : [partition];

/** What only a bare `@Attribute()` declares needs no attribute of its own; what an index goes by, or the library itself, does. */
function isKeyOnly(table: TableSchema, { isNamed, decorators, attributes }: PropertySchema): boolean {
  if (isNamed || decorators.size > 1 || !decorators.has('Attribute')) return false;
  return ![...table.indexes.values()].some(({ partitionKey, sortKey }) =>
    attributes.some(each => each === partitionKey || each === sortKey),
  );
}

/** The templates that the views of an entity name, each attribute once. */
export function entityTemplates(
  table: TableSchema,
  entity: EntitySchema,
  views: Iterable<ViewSchema> = table.views.values(),
): EntityTemplates {
  const ofEntity = [...views].filter(view => view.entity === entity);
  const made = new Map<string, TemplatedAttribute>();
  for (const part of ofEntity.flatMap(partsOf)) if (part.template) made.set(part.attribute, part);
  const keys = tableKeyAttributes(table);
  const all = [...made.values()];
  const key = all.filter(({ attribute }) => keys.includes(attribute));
  const components = key.flatMap(({ template }) => template.components.map(({ property }) => property));
  return Object.freeze({
    key,
    derived: all.filter(({ attribute }) => !keys.includes(attribute)),
    keyOnly: new Set(components.filter(property => isKeyOnly(table, property))),
    readsDerived: !ofEntity.some(({ kind }) => kind === 'inline'),
  });
}
