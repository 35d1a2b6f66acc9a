import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ConditionParser } from './condition-parser.js';
import { ExpressionSyntaxError } from './expression-syntax-error.js';
import { GivenPlaceholders } from './given-placeholders.js';
import { MAX_EXPRESSION_BYTES, MAX_EXPRESSION_OPERATORS } from './limits.js';
import { operatorCount } from './operator-count.js';
import type { RawExpression } from './raw-expression.js';
import type { ConditionNode } from './tree.js';

/**
 * Parses an expression in DynamoDB's filter and condition language into the tree that is rendered or evaluated. What DynamoDB would
 * refuse is refused here, with these exceptions, which rendering makes good: reserved words as bare names, redundant parentheses, any number of
 * `NOT`s in a row, and more than 100 values for an `IN`.
 *
 * @param encode turns each value into the form in which DynamoDB keeps it; what it throws passes through
 * @throws ExpressionSyntaxError with the position of the fault
 */
export function parseCondition(raw: RawExpression, encode: (value: unknown) => AttributeValue): ConditionNode {
  const bytes = Buffer.byteLength(raw.text);
  if (bytes > MAX_EXPRESSION_BYTES) {
    throw new ExpressionSyntaxError(`The expression has ${bytes} bytes; DynamoDB takes at most ${MAX_EXPRESSION_BYTES}.`, raw.text);
  }
  const placeholders = new GivenPlaceholders(raw, encode);
  const condition = new ConditionParser(raw.text, placeholders).parse();
  placeholders.refuseUnused();
  const operators = operatorCount(condition);
  if (operators > MAX_EXPRESSION_OPERATORS) {
    throw new ExpressionSyntaxError(
      `The expression has ${operators} operators; DynamoDB takes at most ${MAX_EXPRESSION_OPERATORS}.`,
      raw.text,
    );
  }
  return condition;
}
