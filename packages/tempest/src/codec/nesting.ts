import { ValueProblem } from './value-problem.js';

/**
 * DynamoDB nests values at most this deep, an attribute's own value being the first level ("Service quotas", Nested attribute depth; what counts
 * as a level was measured on DynamoDB Local). A circular object ends here too.
 */
export const MAX_NESTING_DEPTH = 32;

/** Refuses a value that stands too deep. */
export function checkDepth(depth: number): void {
  if (depth > MAX_NESTING_DEPTH) {
    throw new ValueProblem(
      `it is nested deeper than DynamoDB's ${MAX_NESTING_DEPTH} levels, or refers to itself. Flatten it, or store its JSON as a string.`,
    );
  }
}
