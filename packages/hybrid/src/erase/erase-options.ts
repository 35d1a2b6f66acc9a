import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import type { ResolvedConfig } from '../config.js';
import type { Adopted } from '../walk/table-identities.js';

/** Options of `erase`. */
export interface EraseOptions extends CallOptions {
  /** Finish an earlier call's work: a row that was saved again since stays, with its object. Default: false, which deletes whatever row is there. */
  readonly secondPass?: boolean;
  /**
   * Read every object under the key prefix, all versions, for the items' keys: finds what was archived under another `s3KeyTemplate`. Costs a GetObject for each, once
   * for all keys of the call. Default: false: objects are looked for by the names that the template gives, whatever its dates.
   */
  readonly thorough?: boolean;
  /** Only tell what would be done: nothing is written. Default: false. */
  readonly dryRun?: boolean;
  /** As of `sweepOrphans`: tables of earlier lives, whose objects are the items' too. */
  readonly adopt?: Adopted;
  /** Ends the run: the report says what is left. */
  readonly signal?: AbortSignal;
}

/**
 * What the last requests of an attempt may take after `maxAttemptAge`, in milliseconds: the resends of a put that
 * began in time, and the 15 minutes for which S3 takes a signed request (S3 API reference, "Authenticating Requests (AWS Signature Version 4)").
 */
const LATE_REQUESTS_MS = 3_600_000;

/** Milliseconds after which an attempt that had read a row, or stored an object, has surely ended. */
export function waitMs({ maxAttemptAgeMs }: ResolvedConfig): number {
  return maxAttemptAgeMs + LATE_REQUESTS_MS;
}

/** @throws ConfigurationError */
export function checkErasable({ objectSettings }: ResolvedConfig): void {
  if (objectSettings.objectLock === undefined) return;
  throw new ConfigurationError(
    'erase(): s3Config.objectLock keeps objects from being deleted, so nothing can be erased. Nothing was changed. Once the retention of all objects is over, erase with a config without objectLock.',
  );
}
