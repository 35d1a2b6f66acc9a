import { isPermanentError } from '@tempest-ts/hybrid';

/** The name by which the state machine knows errors that no retry mends. A class's own name does not survive a minified bundle. */
export const PERMANENT_ERROR = 'Tempest.Permanent';

/** Throws what no retry mends under a name that Step Functions can tell; everything else as it is. */
export function rethrow(error: unknown): never {
  if (!isPermanentError(error)) throw error;
  const permanent = new Error(`${error.code}: ${error.message}`, { cause: error });
  permanent.name = PERMANENT_ERROR;
  throw permanent;
}
