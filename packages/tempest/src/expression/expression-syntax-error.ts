import { TempestError } from '../errors.js';

/** How much of the expression a message shows on each side of the fault, in characters. */
const CONTEXT = 40;

/** An `expression()` that is not in DynamoDB's filter and condition language, or whose placeholders do not match what was given. */
export class ExpressionSyntaxError extends TempestError {
  readonly code = 'EXPRESSION_SYNTAX';
  readonly expression: string;
  /** Where the fault is, in UTF-16 units from 0; `undefined` where it is in no one place, such as a value that is never used. */
  readonly position: number | undefined;

  constructor(fault: string, expression: string, position?: number) {
    super(position === undefined ? `${fault} The expression is: ${excerpt(expression)}` : pointAt(fault, expression, position));
    this.expression = expression;
    this.position = position;
  }
}

function pointAt(fault: string, expression: string, position: number): string {
  const from = Math.max(0, position - CONTEXT);
  // Line ends and tabs would put the marker under another character.
  const shown = expression.slice(from, position + CONTEXT).replace(/\s/g, ' ');
  return `At position ${position} of the expression: ${fault}\n  ${shown}\n  ${' '.repeat(position - from)}^`;
}

function excerpt(expression: string): string {
  return expression.length > 2 * CONTEXT ? `${expression.slice(0, 2 * CONTEXT)}...` : expression;
}
