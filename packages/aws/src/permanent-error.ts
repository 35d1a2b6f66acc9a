import { TempestError } from '@tempest-ts/hybrid';

/** The name by which the state machine knows errors that no retry mends. A class's own name does not survive a minified bundle. */
export const PERMANENT_ERROR = 'Tempest.Permanent';

/** Codes of errors that would come again, whoever tried: somebody has to deploy, correct or plan anew. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  'ARCHIVAL_DISABLED',
  'ARCHIVE_FRACTION_EXCEEDED',
  'CHECKPOINT_UNUSABLE',
  'INVALID_CONFIGURATION',
  'INVALID_DECLARATION',
  'PREFLIGHT_REFUSED',
  'SHARD_UNUSABLE',
]);

/** Throws what no retry mends under a name that Step Functions can tell; everything else as it is. */
export function rethrow(error: unknown): never {
  if (!(error instanceof TempestError && PERMANENT_CODES.has(error.code))) throw error;
  const permanent = new Error(`${error.code}: ${error.message}`, { cause: error });
  permanent.name = PERMANENT_ERROR;
  throw permanent;
}
