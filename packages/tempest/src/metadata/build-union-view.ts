import { DeclarationError } from '../errors.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import type { Lifecycle } from './lifecycle.js';
import { isMadeAlike, isStoredAlike } from './stored-alike.js';
import type { ViewDefinition } from './table-definition.js';
import type { KeyPartSchema, TableSchema, ViewSchema } from './table-schema.js';

type Fail = (why: string, property?: string) => never;

function isAlike(a: KeyPartSchema | undefined, b: KeyPartSchema | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.template || b.template) return a.attribute === b.attribute && isMadeAlike(a.template, b.template);
  return a.attribute === b.attribute && a.inKey === b.inKey && Object.is(a.fixed, b.fixed) && isStoredAlike(a.property, b.property);
}

/** What a view's `key` says of a part; `undefined`: nothing, as it is constant. */
function keyName(part: KeyPartSchema | undefined): string | undefined {
  if (part?.template) return part.template.source;
  return part?.inKey ? part.property.property : undefined;
}

/** What all the classes have alike, as one entity: what filters, conditions and updates may name. */
function commonEntity(name: string, [first, ...others]: readonly [EntitySchema, ...EntitySchema[]], lifecycle: Lifecycle): EntitySchema {
  const all = [first, ...others];
  const properties = first.properties.filter(property =>
    others.every(({ byProperty }) => {
      const other = byProperty.get(property.property);
      return other !== undefined && isStoredAlike(property, other);
    }),
  );
  return Object.freeze({
    entity: first.entity,
    name,
    properties: Object.freeze(properties),
    byProperty: new Map(properties.map(property => [property.property, property])),
    byAttribute: new Map(all.flatMap(({ byAttribute }) => [...byAttribute]).reverse()),
    transient: new Set<string>(),
    lifecycle,
    discriminator: undefined,
    validation: undefined,
    marks: new Map(all.flatMap(({ marks }) => [...marks])),
  });
}

/** A write through the view does what a write through a class's own view does, so the classes must agree on what the library fills in. */
function commonLifecycle(all: readonly EntitySchema[], isWritten: boolean, fail: Fail): Lifecycle {
  const agreed = (name: 'version' | 'createdAt' | 'updatedAt'): PropertySchema | undefined => {
    const [first, ...others] = all.map(({ lifecycle }) => lifecycle[name]);
    const areAlike = others.every(other =>
      first && other ? first.property === other.property && isStoredAlike(first, other) : first === other,
    );
    if (areAlike) return first;
    const property = [first, ...others].find(each => each !== undefined);
    return fail(
      `its classes do not all have \`${property?.property}\` alike, which the library fills in. Declare it in their base class.`,
      property?.property,
    );
  };
  const timeToLive = all.map(({ lifecycle }) => lifecycle.timeToLive).find(property => property !== undefined);
  const none: Lifecycle = { version: undefined, createdAt: undefined, updatedAt: undefined, timeToLive };
  if (!isWritten) return Object.freeze(none); // nothing is filled in
  return Object.freeze({ version: agreed('version'), createdAt: agreed('createdAt'), updatedAt: agreed('updatedAt'), timeToLive });
}

/** A class's own view, which says how its rows are told and read. */
function memberOf(table: TableSchema, definition: ViewDefinition, entity: unknown, fail: Fail): ViewSchema {
  const className = typeof entity === 'function' ? entity.name : String(entity);
  const kind = definition.index === undefined ? 'inline' : 'index';
  const own = [...table.views.values()].find(
    view => view.kind === kind && view.entity.entity === entity && view.index?.name === definition.index,
  );
  const maker = kind === 'inline' ? `inlineView(${className}, ...)` : `secondaryIndex(${className}, { index: '${definition.index}', ... })`;
  return own ?? fail(`the table has no view of ${className} alone to read it by. Add ${maker}.`);
}

/**
 * Checks a view of several classes. It shows what the views of the classes show: each class has one of its own, by the same key.
 *
 * @throws DeclarationError
 */
export function buildUnionView(table: TableSchema, name: string, definition: ViewDefinition): ViewSchema {
  const classes = definition.oneOf ?? [];
  const names = classes.map(each => (typeof each === 'function' ? each.name : String(each))).join(' | ');
  const fail: Fail = (why, property) => {
    const place = { table: table.name, view: name, entity: names };
    throw new DeclarationError(
      `View ${name} of table ${table.name} (${names}): ${why}`,
      property === undefined ? place : { ...place, property },
    );
  };
  if (new Set(classes).size !== classes.length) fail('oneOf() names a class twice.');
  if (definition.index !== undefined && !table.indexes.has(definition.index)) fail(`the table declares no index ${definition.index}.`);
  const [first, ...others] = classes.map(entity => memberOf(table, definition, entity, fail));
  if (!first || others.length === 0) return fail('oneOf() names two classes at least.');
  const members = [first, ...others] as const;
  const isCollection = definition.kind === 'collection';
  const [partition, sort, ...rest] = definition.key;
  if (partition === undefined || rest.length > 0 || (isCollection && sort !== undefined)) {
    return fail(isCollection ? '`key` of a collection is [partition].' : '`key` is [partition] or [partition, sort].');
  }
  for (const { name: own, partition: ownPartition, sort: ownSort, entity } of members) {
    const isSameKey =
      isAlike(first.partition, ownPartition) && keyName(ownPartition) === partition && (isCollection || isAlike(first.sort, ownSort));
    const hasSort = isCollection || keyName(ownSort) === sort;
    if (isSameKey && hasSort) continue;
    fail(`its key is not that of ${own}, the view of ${entity.name}: the same properties, stored alike.`);
  }
  const entities = [first.entity, ...others.map(({ entity }) => entity)] as const;
  const lifecycle = commonLifecycle(entities, definition.kind === 'inline', fail);
  return Object.freeze({
    name,
    kind: definition.kind,
    table,
    entity: commonEntity(names, entities, lifecycle),
    index: first.index,
    partition: first.partition,
    sort: isCollection ? undefined : first.sort,
    patterns: Object.freeze([]),
    projection: undefined,
    members: Object.freeze(members),
  });
}
