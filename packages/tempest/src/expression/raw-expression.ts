import { describe } from '../codec/describe-value.js';
import { InvalidExpressionError } from '../errors.js';

/**
 * A filter or condition in DynamoDB's own language, made by `expression()`. It is parsed where it is used, when the codecs of the
 * entity are known.
 */
export interface RawExpression {
  // A tag and not a class, because an expression made by one loaded copy of the package may be used with another.
  readonly kind: 'raw-expression';
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly names: Readonly<Record<string, string>>;
}

export interface ExpressionOptions {
  /** What the text's `:name` placeholders stand for, colon included, as plain JavaScript values. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The attribute names that the text's `#name` placeholders stand for, hash included. */
  readonly names?: Readonly<Record<string, string>>;
}

/**
 * A filter or condition written in DynamoDB's expression language. The names in it are those of attributes, not of properties.
 *
 * Names need no placeholder because they are reserved words; only those with other characters than letters, digits and underscores do.
 * What is wrong with the text is an `ExpressionSyntaxError`, thrown by the call that uses the expression before it sends any request.
 *
 * @example
 * db.music.tracks.query(key, { filter: expression('run_length > :d AND #n = :n', { values: { ':d': 'PT3M', ':n': 'x' }, names: { '#n': 'name' } }) })
 */
export function expression(text: string, options: ExpressionOptions = {}): RawExpression {
  if (typeof text !== 'string')
    throw new InvalidExpressionError(`expression() takes a text of DynamoDB's language, not ${describe(text)}.`);
  if (typeof options !== 'object' || options === null) {
    throw new InvalidExpressionError(`The options of expression() are { values, names }, not ${describe(options)}.`);
  }
  const unknown = Object.keys(options).find(name => name !== 'values' && name !== 'names');
  if (unknown !== undefined) throw new InvalidExpressionError(`expression() has no option \`${unknown}\`. It has values, names.`);
  const { values = {}, names = {} } = options;
  return Object.freeze({ kind: 'raw-expression', text, values: Object.freeze({ ...values }), names: Object.freeze({ ...names }) });
}

/** Whether something was made by `expression()`, of this copy of the package or of another. */
export function isRawExpression(candidate: unknown): candidate is RawExpression {
  return typeof candidate === 'object' && candidate !== null && 'kind' in candidate && candidate.kind === 'raw-expression';
}
