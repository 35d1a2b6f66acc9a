import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { Placeholders } from '../../expression/placeholders.js';
import type { RawExpression } from '../../expression/raw-expression.js';
import { renderCondition } from '../../expression/render.js';
import { and } from '../../expression/tree.js';
import { conditionNode } from '../expression-input.js';
import { notArchived } from '../guard.js';
import type { BoundView } from '../runtime.js';

/** Options of `save`. */
export interface SaveOptions {
  /** Save only where this holds of the stored item; otherwise `ConditionFailedError`. */
  readonly if?: RawExpression;
  /** Aborts the request; the write may have taken effect. */
  readonly signal?: AbortSignal;
}

/** The condition of a write, with the guard that every one carries. */
export function conditionInput(
  view: BoundView,
  given: RawExpression | undefined,
): Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'ReturnValuesOnConditionCheckFailure'
> {
  const node = conditionNode(view, given, 'condition');
  if (!node) return {};
  const placeholders = new Placeholders();
  return {
    ConditionExpression: renderCondition(and(node, notArchived), placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

export function saveInput(view: BoundView, item: object, options: SaveOptions = {}): PutItemCommandInput {
  return { TableName: view.schema.table.tableName, Item: view.codec.encode(item), ...conditionInput(view, options.if) };
}
