import { ConditionFailedError, HydrationError, ItemNotFoundError, RequestError } from '@tempest-ts/hybrid';
import type { Expected } from './actor.js';
import { isServiceError } from './machinery.js';
import type { Operation, World } from './world.js';

/** Whether a failure is one that the simulation made. */
function isInjected(cause: unknown): boolean {
  return isServiceError(cause) && (cause.name === 'InternalServerError' || cause.name === 'Error');
}

function conditionFault(operation: Operation, expected: Expected, world: World): string | undefined {
  const { key, holds } = expected;
  if (key === undefined || !holds) return 'a condition failed, and the call had none';
  const states = world.ghost.between(key, operation.start, world.scheduler.now);
  return states.some(row => !holds(row)) ? undefined : 'the condition failed, and it held all the time';
}

/** Tells what is wrong with an error that a caller got; `undefined`: it may have got it. */
export function judge(error: unknown, operation: Operation, expected: Expected, world: World): string | undefined {
  const notFound = error instanceof ItemNotFoundError;
  const failed = notFound ? error.cause : error;
  if (failed instanceof ConditionFailedError || failed instanceof RequestError) {
    operation.told = failed.outcome;
    if (failed.outcome === 'not-applied' && operation.writes > 0) return 'the caller was told that nothing was written, and it was';
    if (failed instanceof ConditionFailedError) return conditionFault(operation, expected, world);
    return isInjected(failed.cause) ? undefined : 'a request failed that should not';
  }
  if (error instanceof HydrationError) {
    operation.told = 'unknown';
    if (error.applied) return operation.writes > 0 ? undefined : 'the caller was told that the delete happened, and it did not';
    if (error.reason === 'unavailable') return undefined;
  }
  return 'no caller should see this';
}
