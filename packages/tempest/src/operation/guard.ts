import { attributeNotExists, type ConditionNode, path } from '../expression/tree.js';
import { ARCHIVE_ATTRIBUTE } from '../metadata/pointer-attributes.js';

/** What every conditional write carries: an archived row's attributes are elsewhere, so a condition on them would be answered wrongly. */
export const notArchived: ConditionNode = attributeNotExists(path(ARCHIVE_ATTRIBUTE));
