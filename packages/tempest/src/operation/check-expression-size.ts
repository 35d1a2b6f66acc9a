import { InvalidExpressionError } from '../errors.js';
import { MAX_EXPRESSION_BYTES } from '../expression/limits.js';

/** What to do about an expression that is too long. */
const REMEDIES = {
  filter: 'Send several requests, each with a part of the values, or filter here what is read.',
  condition: 'Ask for less: a version or one attribute often tells as much.',
  update: 'Split the update, or set the map or list around the values as a whole.',
} as const;

/**
 * Refuses what DynamoDB would, in words that name the part and what to do.
 *
 * @throws InvalidExpressionError
 */
export function checkExpressionSize(what: keyof typeof REMEDIES, expression: string | undefined): void {
  const bytes = expression === undefined ? 0 : Buffer.byteLength(expression);
  if (bytes <= MAX_EXPRESSION_BYTES) return;
  throw new InvalidExpressionError(
    `The ${what} has ${bytes} bytes in DynamoDB's language, which takes at most ${MAX_EXPRESSION_BYTES} (4 KB). ${REMEDIES[what]}`,
  );
}
