import { ArchiveStoreError, RequestError } from '@tempest-ts/hybrid';
import { isServiceError } from './machinery.js';

/** Whether a failure is one that the simulation made, or what the library made of one. Conflicts with transactions are not among them: the library waits until those have passed. */
export function isInjected(cause: unknown): boolean {
  if (cause instanceof RequestError) return isInjected(cause.cause);
  return isServiceError(cause) && (cause.name === 'InternalServerError' || cause.name === 'Error');
}

/** Whether a run may fail with it. */
export function mayHappen(error: unknown): boolean {
  return isInjected(error) || (error instanceof ArchiveStoreError && error.failure === 'unavailable');
}
