import type { BillingMode } from '@aws-sdk/client-dynamodb';
import { entityTemplates } from '../../metadata/entity-templates.js';
import { HYBRID_MARK } from '../../metadata/pointer-attributes.js';
import { partProperties, type TableSchema, type ViewSchema } from '../../metadata/table-schema.js';
import { timeToLiveAttribute } from '../../metadata/time-to-live-attribute.js';
import { createTableInput } from '../create-table/create-table-input.js';
import type { BoundView } from '../runtime.js';
import { type TableShape, tableShape } from './table-shape.js';

/** One stored property of a view's entity. */
export interface AttributeDescription {
  readonly property: string;
  /** The attributes that carry it: written to all, read from the first. Empty where only a template of the table's key holds it. */
  readonly attributes: readonly string[];
  /** `''` where it has none. */
  readonly prefix: string;
}

/** A declared view. */
export interface ViewDescription {
  readonly name: string;
  /** The name of its class. */
  readonly entity: string;
  /** The index that it reads; left out where it goes by the table's own key. */
  readonly index?: string;
  /** The properties that keys are made of, partition first. */
  readonly key: readonly string[];
  /** The templates by which key attributes are made, by attribute; left out where there are none. */
  readonly templates?: Readonly<Record<string, string>>;
  readonly attributes: readonly AttributeDescription[];
}

/** A declared table, as plain data. */
export interface TableDescription extends TableShape {
  /** The property of the database that holds it. */
  readonly property: string;
  /** The name in the declaration. */
  readonly name: string;
  /** The name that requests are sent to. */
  readonly tableName: string;
  /** The attribute by which items expire; left out where none is declared. */
  readonly timeToLive?: string;
  /** How `createTableInputs` makes it. */
  readonly billingMode: BillingMode;
  /** Whether items of it may be archived: indexes must carry the pointer then. */
  readonly archivable: boolean;
  readonly views: readonly ViewDescription[];
}

function describeView({ name, table, entity, index, partition, sort }: ViewSchema): ViewDescription {
  const parts = [partition, ...(sort ? [sort] : [])];
  const key = [...new Set(parts.flatMap(partProperties).map(({ property }) => property))];
  const templates = parts.flatMap(part => (part.template ? [[part.attribute, part.template.source]] : []));
  const { keyOnly } = entityTemplates(table, entity);
  return {
    name,
    entity: entity.name,
    ...(index && { index: index.name }),
    key,
    ...(templates.length > 0 && { templates: Object.fromEntries(templates) }),
    attributes: entity.properties.map(schema => ({
      property: schema.property,
      attributes: keyOnly.has(schema) ? [] : [...schema.attributes],
      prefix: schema.prefix,
    })),
  };
}

/** What is declared of a table, by the request that would create it. */
export function describeTable(property: string, table: TableSchema, bound: Iterable<BoundView>): TableDescription {
  const input = createTableInput(table, new Set([...bound].map(({ codec }) => codec)));
  const timeToLive = timeToLiveAttribute(table);
  const views = [...table.views.values(), ...table.unions.values()];
  return {
    property,
    name: table.name,
    tableName: table.tableName,
    ...tableShape(input),
    ...(timeToLive !== undefined && { timeToLive }),
    billingMode: input.BillingMode ?? 'PROVISIONED', // what DynamoDB takes a request for that names none
    archivable: views.some(({ entity }) => entity.marks.has(HYBRID_MARK)),
    views: views.map(describeView),
  };
}
