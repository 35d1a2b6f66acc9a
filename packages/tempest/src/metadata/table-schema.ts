import type { AttributeTemplate } from './attribute-template.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import type { KeyPattern } from './key-pattern.js';
import type { IndexProjection } from './table-definition.js';

/** A secondary index, defaults filled in. */
export interface IndexSchema {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
  readonly local: boolean;
  readonly projection: IndexProjection;
}

/** A key attribute that carries one property. */
export interface PropertyPart {
  readonly attribute: string;
  readonly property: PropertySchema;
  readonly template?: undefined;
  /** The value where keys leave the property out because it is constant. */
  readonly fixed: unknown;
  readonly inKey: boolean;
}

/** A key attribute that is made of several properties. */
export interface TemplatePart {
  readonly attribute: string;
  readonly template: AttributeTemplate;
}

/** One key attribute as a view sees it. */
export type KeyPartSchema = PropertyPart | TemplatePart;

/** The properties that keys give for a part. */
export function partProperties(part: KeyPartSchema): readonly PropertySchema[] {
  if (part.template) return part.template.components.map(({ property }) => property);
  return part.inKey ? [part.property] : [];
}

/** A property to name in messages about a part. */
export function partName(part: KeyPartSchema): string {
  return part.template ? (part.template.components[0]?.property.property ?? part.attribute) : part.property.property;
}

/** A view of an entity, or of several: through the table's own key, or through an index's; of a collection, by its partition alone. */
export interface ViewSchema {
  readonly name: string;
  readonly kind: 'inline' | 'index' | 'collection';
  readonly table: TableSchema;
  readonly entity: EntitySchema;
  readonly index: IndexSchema | undefined;
  readonly partition: KeyPartSchema;
  readonly sort: KeyPartSchema | undefined;
  /** What tells the entity's rows from others of the table: by the table's own key attributes, and by the index's where a template makes them. */
  readonly patterns: readonly KeyPattern[];
  /** The attributes to ask for, where rows are known to carry more than the entity declares; `undefined`: all. */
  readonly projection: readonly string[] | undefined;
  /** Where it shows several classes, the view of each; otherwise empty. `entity` is what they have alike then. */
  readonly members: readonly ViewSchema[];
}

/** A physical table with its views, checked and frozen. */
export interface TableSchema {
  /** The name in the declaration. */
  readonly name: string;
  /** The name that requests are sent to. */
  readonly tableName: string;
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
  readonly indexes: ReadonlyMap<string, IndexSchema>;
  /** Those of one class. */
  readonly views: ReadonlyMap<string, ViewSchema>;
  /** Those of several classes. */
  readonly unions: ReadonlyMap<string, ViewSchema>;
}

/** The table's key attributes, partition first. */
export function tableKeyAttributes(table: TableSchema): readonly string[] {
  return table.sortKey === undefined ? [table.partitionKey] : [table.partitionKey, table.sortKey];
}

/** The attributes that address a place in an index: its keys and the table's. */
export function pageKeyAttributes(table: TableSchema, index: IndexSchema | undefined): readonly string[] {
  const keys = new Set(tableKeyAttributes(table));
  if (index) {
    keys.add(index.partitionKey);
    if (index.sortKey !== undefined) keys.add(index.sortKey);
  }
  return [...keys];
}
