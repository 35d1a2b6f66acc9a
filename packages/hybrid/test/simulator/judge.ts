import {
  BatchWriteError,
  ConditionFailedError,
  HydrationError,
  ItemNotFoundError,
  RequestError,
  TransactionCanceledError,
  VersionConflictError,
} from '@tempest-ts/hybrid';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { Expected } from './actor.js';
import { isInjected } from './may-happen.js';
import type { Operation, World } from './world.js';

/** Whether a transaction was in the way of a write of the caller's own: of the library's own it is the library that waits. */
function metConflict(error: unknown, operation: Operation): boolean {
  if (error instanceof RequestError) return error.code === 'WRITE_CONFLICT' && operation.conflicts > 0;
  return error instanceof TransactionCanceledError && error.isRetryable && operation.conflicts > 0;
}

function conditionFault(operation: Operation, { conditions = [] }: Expected, world: World): string | undefined {
  if (conditions.length === 0) return 'a condition failed, and the call had none';
  const { now } = world.scheduler;
  const mayFail = conditions.some(({ id, holds }) => world.ghost.between(id, operation.start, now).some(row => !holds(row)));
  return mayFail ? undefined : 'the condition failed, and it held all the time';
}

function cancellationFault(failed: TransactionCanceledError, operation: Operation, expected: Expected, world: World): string | undefined {
  const { reasons } = failed;
  const asked = reasons.filter(({ code }) => code === 'ConditionalCheckFailed');
  if (reasons.length === 0 || (asked.length === 0 && metConflict(failed, operation))) return undefined;
  if (asked.length === 0) return 'a transaction was cancelled that should not';
  const isUnasked = ({ row, versionConflict }: (typeof reasons)[number]): boolean =>
    !versionConflict && (row?.[ARCHIVE_ATTRIBUTE] ?? row?.[LEGACY_POINTER_ATTRIBUTE]) !== undefined;
  return asked.every(isUnasked) ? 'a row that is archived was not restored' : conditionFault(operation, expected, world);
}

/** Tells what is wrong with an error that a caller got; `undefined`: it may have got it. */
export function judge(error: unknown, operation: Operation, expected: Expected, world: World): string | undefined {
  const failed = error instanceof ItemNotFoundError ? error.cause : error;
  if (
    failed instanceof ConditionFailedError ||
    failed instanceof VersionConflictError ||
    failed instanceof TransactionCanceledError ||
    failed instanceof RequestError
  ) {
    operation.told = failed.outcome;
    if (failed.outcome === 'not-applied' && operation.writes > 0) return 'the caller was told that nothing was written, and it was';
    if (failed instanceof TransactionCanceledError) return cancellationFault(failed, operation, expected, world);
    if (!(failed instanceof RequestError)) return conditionFault(operation, expected, world);
    return isInjected(failed.cause) || metConflict(failed, operation) ? undefined : 'a request failed that should not';
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
