import { TempestError } from '@tempest-ts/tempest';

/** Codes of errors that come again, whoever tries: somebody has to deploy, correct or plan anew first. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  'ARCHIVAL_DISABLED',
  'ARCHIVE_FRACTION_EXCEEDED',
  'CHECKPOINT_UNUSABLE',
  'INVALID_CONFIGURATION',
  'INVALID_DECLARATION',
  'PREFLIGHT_REFUSED',
  'SHARD_UNUSABLE',
]);

/**
 * Whether a run or a shard that failed by this error would fail again, whoever tried it and however often: somebody has to deploy, correct or plan anew first. For what retries by itself, such as
 * queues and state machines. Any other error may be gone the next time.
 *
 * @example
 * await db.archiveShard(shard).catch(error => (isPermanentError(error) ? giveUp(error) : again(error)));
 */
export function isPermanentError(error: unknown): error is TempestError {
  return error instanceof TempestError && PERMANENT_CODES.has(error.code);
}
