import { and, attributeNotExists, beginsWith, type ConditionNode, literal, not, or, path } from '../expression/tree.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, LEGACY_POINTER_SCHEME } from '../metadata/pointer-attributes.js';
import type { ViewSchema } from '../metadata/table-schema.js';
import { markCondition } from './entity-filter.js';
import { mayHaveLegacyPointers } from './tier.js';

const notArchived: ConditionNode = attributeNotExists(path(ARCHIVE_ATTRIBUTE));
const noLegacyPointer: ConditionNode = not(beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })));

/** What every conditional write carries: an archived row's attributes are elsewhere, so a condition on them would be answered wrongly. */
export function writeGuard(view: ViewSchema): ConditionNode {
  return mayHaveLegacyPointers(view) ? and(notArchived, noLegacyPointer) : notArchived;
}

/** What a write by key asks where the key does not tell the classes apart: that the stored item, if there is one, is of the view's. */
export function classGuard(view: ViewSchema): ConditionNode | undefined {
  const { members, table } = view;
  const marks = (members.length > 0 ? members : [view]).flatMap(({ entity }) => entity.discriminator ?? []);
  return marks.length === 0 ? undefined : or(attributeNotExists(path(table.partitionKey)), ...marks.map(markCondition));
}
