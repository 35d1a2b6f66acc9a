import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { Placeholders } from '../expression/placeholders.js';
import { renderCondition } from '../expression/render.js';
import { and } from '../expression/tree.js';
import type { AnyCondition } from '../expression/typed/condition-types.js';
import { checkExpressionSize } from './check-expression-size.js';
import { conditionNode } from './expression-input.js';
import { classGuard, writeGuard } from './guard.js';
import type { BoundView } from './runtime.js';
import type { VersionCheck } from './version-check.js';

/** The condition of a write: the user's, the version's, that the row is of the view's class, and the guard where a condition could be answered wrongly without. */
export function conditionInput(
  view: BoundView,
  given: AnyCondition | undefined,
  version?: VersionCheck,
  { deletes = false }: { readonly deletes?: boolean } = {},
): Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'ReturnValuesOnConditionCheckFailure'
> {
  const asked = conditionNode(view, given, 'condition');
  const needsGuard = asked !== undefined || version?.needsGuard === true;
  // Of an item of another class nothing is asked, and it is not deleted by the key alone.
  const ofClass = asked || version || deletes ? classGuard(view.schema) : undefined;
  const [first, ...rest] = [asked, version?.node, ofClass, needsGuard ? writeGuard(view.schema) : undefined].filter(
    node => node !== undefined,
  );
  if (!first) return {};
  const placeholders = new Placeholders();
  const rendered = renderCondition(and(first, ...rest), placeholders);
  checkExpressionSize('condition', rendered);
  return {
    ConditionExpression: rendered,
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
