import { MAX_NESTING_LEVELS } from './body-format.js';
import { BodyFormatError } from './body-format-error.js';

/** @throws BodyFormatError when a list or map at this level (0: an attribute's own) is deeper than any that DynamoDB stores. */
export function checkLevel(level: number): void {
  if (level >= MAX_NESTING_LEVELS) {
    throw new BodyFormatError(
      'too-deep',
      `The item nests lists and maps deeper than ${MAX_NESTING_LEVELS} levels, which DynamoDB does not`,
    );
  }
}
