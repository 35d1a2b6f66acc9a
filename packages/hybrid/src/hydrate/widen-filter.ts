import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  type ConditionNode,
  compare,
  contains,
  hasType,
  LEGACY_POINTER_ATTRIBUTE,
  LEGACY_POINTER_SCHEME,
  literal,
  not,
  or,
  path,
  referencedAttributes,
  tableKeyAttributes,
  type ViewSchema,
} from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';

/**
 * Rows that may not keep all that is asked, as their kept set is neither today's nor a list that names it; or that were archived under another schema, whose
 * kept attributes today's upcasters may change.
 */
function archivedOtherwise({ kept, history: { version } }: HybridEntity, asked: readonly string[]): ConditionNode {
  const schema = path(ARCHIVE_ATTRIBUTE, 's');
  const set = path(ARCHIVE_ATTRIBUTE, 'k');
  const listed = and(hasType(set, 'L'), ...asked.map(name => contains(set, literal({ S: name }))));
  const otherKept = and(compare('ne', set, literal({ S: kept.id })), not(listed));
  if (version === FIRST_SCHEMA_VERSION) return or(otherKept, attributeExists(schema));
  return or(otherKept, attributeNotExists(schema), compare('ne', schema, literal({ N: String(version) })));
}

/**
 * A filter that lets through every archived row of which DynamoDB cannot tell. It can where the filter asks only of keys, and where the row says that it
 * keeps all that the filter asks of; a row that was archived under other declarations says something else.
 *
 * @param entity the view's; `undefined` where the view shows rows of several
 */
export function widenFilter(view: ViewSchema, entity: HybridEntity | undefined, filter: ConditionNode): ConditionNode {
  const { table, index } = view;
  const asked = [...referencedAttributes(filter)];
  const always = [...tableKeyAttributes(table), index?.partitionKey, index?.sortKey];
  if (asked.every(name => always.includes(name))) return filter;
  const archived = attributeExists(path(ARCHIVE_ATTRIBUTE));
  const untold = entity && asked.every(name => entity.kept.has(name)) ? and(archived, archivedOtherwise(entity, asked)) : archived;
  if (entity?.schema.byAttribute.has(LEGACY_POINTER_ATTRIBUTE)) return or(filter, untold);
  return or(filter, untold, beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })));
}
