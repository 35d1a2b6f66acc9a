import {
  BatchWriteError,
  ConditionFailedError,
  HydrationError,
  ItemNotFoundError,
  RequestError,
  TransactionCanceledError,
  VersionConflictError,
} from '@tempest-ts/hybrid';
import type { Expected } from './actor.js';
import { isServiceError } from './machinery.js';
import type { Operation, World } from './world.js';

/** Whether a failure is one that the simulation made, or what the library made of one. */
function isInjected(cause: unknown): boolean {
  if (cause instanceof RequestError) return isInjected(cause.cause);
  return isServiceError(cause) && (cause.name === 'InternalServerError' || cause.name === 'Error');
}

function conditionFault(operation: Operation, { conditions = [] }: Expected, world: World): string | undefined {
  if (conditions.length === 0) return 'a condition failed, and the call had none';
  const { now } = world.scheduler;
  const mayFail = conditions.some(({ id, holds }) => world.ghost.between(id, operation.start, now).some(row => !holds(row)));
  return mayFail ? undefined : 'the condition failed, and it held all the time';
}

/** Tells what is wrong with an error that a caller got; `undefined`: it may have got it. */
export function judge(error: unknown, operation: Operation, expected: Expected, world: World): string | undefined {
  const failed = error instanceof ItemNotFoundError ? error.cause : error;
  if (failed instanceof ConditionFailedError || failed instanceof VersionConflictError || failed instanceof RequestError) {
    operation.told = failed.outcome;
    if (failed.outcome === 'not-applied' && operation.writes > 0) return 'the caller was told that nothing was written, and it was';
    if (!(failed instanceof RequestError)) return conditionFault(operation, expected, world);
    return isInjected(failed.cause) ? undefined : 'a request failed that should not';
  }
  if (failed instanceof TransactionCanceledError) {
    // Of a transaction that was sent again and then cancelled, an earlier send may still arrive.
    operation.told = 'unknown';
    return failed.reasons.length === 0 ? undefined : conditionFault(operation, expected, world);
  }
  if (failed instanceof BatchWriteError) {
    operation.told = 'unknown';
    return isInjected(failed.cause) ? undefined : 'a batch failed that should not';
  }
  if (error instanceof HydrationError) {
    operation.told = 'unknown';
    if (error.applied) return operation.writes > 0 ? undefined : 'the caller was told that the delete happened, and it did not';
    if (error.reason === 'unavailable') return undefined;
  }
  return 'no caller should see this';
}
