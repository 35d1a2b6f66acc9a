import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import { checkCheckpoints } from '../checkpoint/check-checkpoints.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import { MIGRATE_REASONS, type MigrateProgress, type MigrateReason } from './migrate-result.js';
import type { ReplacedObject } from './replaced-object.js';

/** Options of `migrateArchive`. */
export interface MigrateOptions extends CallOptions, CapacityOptions {
  /** What to put right. Default: all of `'legacy'`, `'layout'`, `'key'` and `'grown'`. */
  readonly only?: readonly MigrateReason[] | undefined;
  /** Only tell what would be done: nothing is written, and nothing read from S3. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** The run ends when so many items are on their way or migrated: `result.stopped` is `'max-items'`. Default: no limit. */
  readonly maxItems?: number | undefined;
  /** The checkpoint of an earlier call: go on there. */
  readonly resumeFrom?: string | undefined;
  /** Where the run keeps how far it is, so that one that is killed, or stopped, is resumed by the next. A dry run only looks where it would begin. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Ends the run: items on their way arrive or stay, and the result says where to go on. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds after which the run ends likewise: `result.stopped` is `'deadline'`. In the last tenth of them, three seconds at most, nothing new begins, and what is under way
   * arrives. Default: no limit.
   */
  readonly timeoutMs?: number;
  /** Told after every page of rows. What it throws ends the run. */
  readonly onProgress?: ((progress: MigrateProgress) => void) | undefined;
  /**
   * Told of each object of an earlier system before its row is made to name another, and waited for: the library never deletes such an object, so whoever wants to do so needs
   * the list. Not every object told of has been replaced in the end, as a run may be killed next, or the row have changed: look at the row before deleting. What it throws
   * leaves the row as it is, and is listed in `errors`.
   */
  readonly onReplace?: ((object: ReplacedObject) => Promise<void> | void) | undefined;
}

/** @throws ConfigurationError that names the option at fault */
export function checkMigrateOptions(options: MigrateOptions): void {
  const { only, maxItems, checkpoints } = options;
  const fail = (why: string): never => {
    throw new ConfigurationError(`migrateArchive(): ${why}.`);
  };
  const stranger = only?.find(reason => !MIGRATE_REASONS.includes(reason));
  if (stranger !== undefined || only?.length === 0) {
    fail(
      `\`only\` lists some of ${MIGRATE_REASONS.join(', ')}; leave it out for all${stranger === undefined ? '' : `. There is no ${stranger}`}`,
    );
  }
  checkCapacityOptions(options, 'migrateArchive()');
  if (maxItems !== undefined && !(Number.isInteger(maxItems) && maxItems > 0))
    fail(`maxItems is a whole number above zero; it is ${maxItems}`);
  checkCheckpoints(checkpoints, 'migrateArchive()');
}
