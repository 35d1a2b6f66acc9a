import {
  ArchiveStoreError,
  ConditionFailedError,
  HydrationError,
  PreflightError,
  RequestError,
  TransactionCanceledError,
  UnprocessedKeysError,
  VersionConflictError,
} from '@tempest-ts/hybrid';
import type { WriteOutcome } from './messages.js';

/** What went wrong, with everything underneath. */
export function describeError(error: unknown): string {
  const lines: string[] = [];
  for (let link: unknown = error; link instanceof Error && lines.length < 6; link = link.cause) lines.push(`${link.name}: ${link.message}`);
  return lines.length > 0 ? lines.join(' <- ') : String(error);
}

/** Requests that no fault of a network explains. */
const WRONG = new Set(['ValidationException', 'SerializationException', 'AccessDeniedException', 'ResourceNotFoundException']);

function isFaultOfNetwork(error: RequestError): boolean {
  return error.code !== 'TABLE_NOT_FOUND' && error.code !== 'ACCESS_DENIED' && !WRONG.has((error.cause as Error | undefined)?.name ?? '');
}

/** Whether a call that only reads, or that may be made again, may fail so while servers fail. */
export function mayFail(error: unknown): boolean {
  if (error instanceof RequestError) return isFaultOfNetwork(error);
  if (error instanceof HydrationError) return error.reason === 'unavailable';
  if (error instanceof ArchiveStoreError) return error.failure === 'unavailable' || error.failure === 'truncated';
  if (error instanceof PreflightError) return true; // it names what it could not ask; a wrong refusal shows as nothing ever archived
  if (error instanceof TransactionCanceledError) return error.isRetryable || error.reasons.length === 0;
  return error instanceof UnprocessedKeysError;
}

/** What the library says of a write that failed; `undefined`: it should not have failed so. */
export function outcomeOf(error: unknown): WriteOutcome | undefined {
  if (error instanceof RequestError) return isFaultOfNetwork(error) ? error.outcome : undefined;
  if (error instanceof ConditionFailedError || error instanceof VersionConflictError || error instanceof TransactionCanceledError)
    return error.outcome;
  if (error instanceof HydrationError && error.applied) return 'applied';
  // A row that was archived could not be restored first; an earlier try may have written it when it was not.
  if (error instanceof HydrationError && error.reason === 'unavailable') return 'unknown';
  return undefined;
}
