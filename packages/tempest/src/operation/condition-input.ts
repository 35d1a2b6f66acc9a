import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { Placeholders } from '../expression/placeholders.js';
import { renderCondition } from '../expression/render.js';
import { and } from '../expression/tree.js';
import type { AnyCondition } from '../expression/typed/condition-types.js';
import { conditionNode } from './expression-input.js';
import { writeGuard } from './guard.js';
import type { BoundView } from './runtime.js';

/** The condition of a write, with the guard that every one carries. */
export function conditionInput(
  view: BoundView,
  given: AnyCondition | undefined,
): Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'ReturnValuesOnConditionCheckFailure'
> {
  const node = conditionNode(view, given, 'condition');
  if (!node) return {};
  const placeholders = new Placeholders();
  return {
    ConditionExpression: renderCondition(and(node, writeGuard(view.schema)), placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
