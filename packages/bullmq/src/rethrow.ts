import { isPermanentError } from '@tempest-ts/hybrid';
import { UnrecoverableError } from 'bullmq';

/** Throws what no retry mends as BullMQ knows it, so that the job is given up at once; everything else as it is. */
export function rethrow(error: unknown): never {
  if (!isPermanentError(error)) throw error;
  throw Object.assign(new UnrecoverableError(`${error.code}: ${error.message}`), { cause: error });
}
