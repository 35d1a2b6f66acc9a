import type { OptionNames } from '@tempest-ts/tempest/extend';
import type { CompactOptions } from './compact/compact-options.js';
import type { EraseOptions } from './erase/erase-options.js';
import type { ImportOptions } from './import/import-options.js';
import type { MigrateOptions } from './migrate/migrate-options.js';
import type { PreflightOptions } from './preflight/preflight.js';
import type { RefreshOptions } from './refresh/refresh-run.js';
import type { ReleaseOptions } from './restore/release-run.js';
import type { RestoreOptions } from './restore/restore-run.js';
import type { PlanShardsOptions } from './shard/plan-shards-options.js';
import type { SweepOptions } from './sweep/sweep-run.js';
import type { VerifyOptions } from './verify/verify-run.js';

const CAPACITY = { readCapacityPerSecond: true, writeCapacityPerSecond: true } as const;
const CALL = { signal: true, timeoutMs: true, capacity: true } as const;

/** The options of what looks after an archive. A misspelt one is refused: `{ dryrun: true }` would otherwise be a run. */
export const UPKEEP_OPTION_NAMES: {
  readonly restore: OptionNames<RestoreOptions>;
  readonly releaseRestored: OptionNames<ReleaseOptions>;
  readonly refreshPointers: OptionNames<RefreshOptions>;
  readonly verifyArchive: OptionNames<VerifyOptions>;
  readonly sweepOrphans: OptionNames<SweepOptions>;
  readonly compactPacks: OptionNames<CompactOptions>;
  readonly migrateArchive: OptionNames<MigrateOptions>;
  readonly importExport: OptionNames<ImportOptions>;
  readonly erase: OptionNames<EraseOptions>;
  readonly preflight: OptionNames<PreflightOptions>;
  readonly planShards: OptionNames<PlanShardsOptions>;
} = Object.freeze({
  restore: {
    ...CALL,
    notAgainBefore: true,
    ...CAPACITY,
    dryRun: true,
    resumeFrom: true,
    checkpoints: true,
    onProgress: true,
  },
  releaseRestored: { ...CALL, ...CAPACITY, dryRun: true, resumeFrom: true, checkpoints: true, onProgress: true },
  refreshPointers: { ...CALL, ...CAPACITY, dryRun: true, resumeFrom: true, checkpoints: true, onProgress: true },
  verifyArchive: {
    ...CALL,
    readCapacityPerSecond: true,
    adopt: true,
    resumeFrom: true,
    checkpoints: true,
    onProblem: true,
    onProgress: true,
  },
  sweepOrphans: {
    ...CALL,
    readCapacityPerSecond: true,
    graceDays: true,
    dryRun: true,
    adopt: true,
    resumeFrom: true,
    checkpoints: true,
    onProgress: true,
  },
  compactPacks: { ...CALL, minLiveFraction: true, dryRun: true, ...CAPACITY },
  migrateArchive: {
    ...CALL,
    only: true,
    dryRun: true,
    ...CAPACITY,
    maxItems: true,
    resumeFrom: true,
    checkpoints: true,
    onProgress: true,
    onReplace: true,
  },
  importExport: {
    ...CALL,
    table: true,
    tier: true,
    overwrite: true,
    dryRun: true,
    ...CAPACITY,
    maxItems: true,
    resumeFrom: true,
    checkpoints: true,
    onProgress: true,
  },
  erase: { ...CALL, secondPass: true, thorough: true, dryRun: true, adopt: true },
  preflight: CALL,
  planShards: { ...CALL, segments: true, shardBytes: true, ageIndexes: true, minItemBytes: true, earliestPlausible: true },
});
