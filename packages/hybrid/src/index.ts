export {
  type AnyBoundKey,
  type AnyLogicalDb,
  ArchivedRowError,
  Attribute,
  type AttributeCodec,
  type AttributeConstructor,
  type AttributeDescription,
  type AttributeOptions,
  type AttributeTag,
  type AttributeType,
  atLeast,
  atMost,
  type BatchLoadOptions,
  type BatchOptions,
  BatchWriteError,
  type BatchWriteOptions,
  type BatchWriteResult,
  BatchWriteSet,
  type BoundKey,
  type BoundTo,
  beginsWith,
  between,
  type CacheEvent,
  type CallOptions,
  type CancellationReason,
  CapacityMeter,
  type CapacityRecorder,
  type Change,
  type ChangeOptions,
  type Collection,
  type Condition,
  type ConditionCallback,
  ConditionFailedError,
  type ConditionInput,
  type ConditionOf,
  ConfigurationError,
  type CountOptions,
  CreatedAt,
  collection,
  createTableInputs,
  createTables,
  type DbEvents,
  type DbInputs,
  DeclarationError,
  type DeclarationPlace,
  type DeleteOptions,
  Discriminator,
  type DynamoDbRequestEvent,
  Entity,
  type EntityClass,
  type EntityDecorator,
  type EntityOptions,
  type ExpressionOptions,
  ExpressionSyntaxError,
  eq,
  equalTo,
  exists,
  expression,
  type Fields,
  type Generated,
  ge,
  greaterThan,
  gt,
  type HydrationEvent,
  IdempotencyTokenError,
  type IndexDefinition,
  type IndexProjection,
  type IndexShape,
  type InlineInputs,
  type InlineView,
  InvalidBatchError,
  type InvalidBatchReason,
  InvalidConditionError,
  InvalidExpressionError,
  InvalidItemError,
  InvalidKeyError,
  InvalidOffsetError,
  ItemNotFoundError,
  type ItemSet,
  ItemTooLargeError,
  inlineView,
  isType,
  type KeyAttribute,
  type KeyCondition,
  type KeyOf,
  type LoadOptions,
  type Logger,
  LogicalDb,
  type LogicalDbOptions,
  type LogicalTable,
  type LogicalTableOptions,
  le,
  lessThan,
  logicalTable,
  lt,
  type MemberDecorator,
  type MemberDecoratorFor,
  ne,
  not,
  notExists,
  type OneOf,
  type OperationEnd,
  type OperationScope,
  type OperationStart,
  type Outcome,
  oneOf,
  type Page,
  type PageOptions,
  type PagingOptions,
  type PrefixCondition,
  type PrefixOf,
  type QueryAllOptions,
  type QueryOptions,
  type RangeCondition,
  type RawExpression,
  type ReadableInputs,
  type ReadableView,
  type ReadFailure,
  type Repository,
  type RepositoryOf,
  RequestError,
  type RequestEvent,
  type RetryEvent,
  type RowKey,
  repositoryEntities,
  type S3RequestEvent,
  type SaveOptions,
  type ScanAllOptions,
  type ScanOptions,
  type SecondaryIndex,
  type SizeTerm,
  type StandardSchemaIssue,
  type StandardSchemaProps,
  type StandardSchemaResult,
  type StandardSchemaV1,
  secondaryIndex,
  size,
  type TableDescription,
  type TableDifference,
  type TableDifferenceKind,
  TempestError,
  type TempestErrorOptions,
  type Term,
  type TermOf,
  type Terms,
  TimeToLive,
  TransactionCanceledError,
  type TransactionLoadOptions,
  type TransactionOperation,
  type TransactionOptions,
  type TransactionUpdateOptions,
  type TransactionWriteOptions,
  TransactionWriteSet,
  Transient,
  timeToLiveInputs,
  UnboundViewError,
  UnprocessedKeysError,
  UnreadableItemError,
  type UpdateCallback,
  UpdatedAt,
  type UpdateOptions,
  type UpdateTerm,
  type UpdateTerms,
  type ValidateOptions,
  ValidationError,
  type ValidationIssue,
  Version,
  VersionConflictError,
  type ViewDescription,
  type WorkerId,
  WritingPager,
  type WritingPagerHandler,
  type WritingPagerOptions,
} from '@tempest-ts/tempest';
export type {
  ArchivalCounts,
  ArchivalError,
  ArchivalProgress,
  ArchivalResult,
  ArchivalStage,
  TableArchivalResult,
  UnreadPart,
} from './archive/archival-result.js';
export { ArchiveFractionError } from './archive/archive-fraction-error.js';
export type { ArchiveLag } from './archive/archive-lag.js';
export type { AgeIndex, ArchivedItem, ArchiveOptions, DryRunOptions } from './archive/archive-options.js';
export type { BodyFormat } from './body/body-format.js';
export {
  BodyFormatError,
  type BodyFormatErrorReason,
} from './body/body-format-error.js';
export type { ArchiveCache, CacheConfig } from './cache-config.js';
export type { CheckpointStore } from './checkpoint/checkpoint-store.js';
export { dynamoDbCheckpoints } from './checkpoint/dynamo-db-checkpoints.js';
export { fileCheckpoints } from './checkpoint/file-checkpoints.js';
export { type S3CheckpointPlace, s3Checkpoints } from './checkpoint/s3-checkpoints.js';
export type { CompactOptions } from './compact/compact-options.js';
export type { CompactFailure, CompactResult } from './compact/compact-result.js';
export type { ArchivalConfig, HybridConfig } from './config.js';
export type { ArchiveLimits } from './control/archive-limits.js';
export type { ArchiveRisk, Safeguards } from './control/safeguards.js';
export type { Duration } from './duration.js';
export {
  ArchivalTimestamp,
  HybridTable,
  type HybridTableOptions,
} from './entity/decorators.js';
export type { EraseOptions } from './erase/erase-options.js';
export type { ErasedItem, EraseReport, RemainingObject, RemainingReason } from './erase/erase-report.js';
export type { ErasureLimit, ErasureLimitKind } from './erase/erasure-limits.js';
export {
  ArchivalDisabledError,
  ArchiveCacheError,
  ArchiveStoreError,
  type ArchiveStoreFailure,
  AttemptExpiredError,
  CheckpointError,
  type CheckpointErrorReason,
  ExportError,
  HydrationError,
  type HydrationFailureReason,
  PointerFormatError,
  RestoreTooLargeError,
  UnarchivableItemError,
} from './errors.js';
export type { HealthOptions, StoreName } from './health/health-options.js';
export type {
  HealthProblem,
  HealthReport,
  HealthStatus,
  HydrationHealth,
  LastRun,
  StoreHealth,
  TableHealth,
} from './health/health-report.js';
export { HybridLogicalDb } from './hybrid-logical-db.js';
export type { HybridOperations } from './hybrid-operations.js';
export { type ArchiveOrigin, archiveOf } from './hydrate/archive-origin.js';
export type { IamPolicies } from './iam/iam-policies.js';
export type { PolicyDocument, PolicyStatement } from './iam/policy-document.js';
export type { IamPolicyOptions } from './iam/policy-statements.js';
export { type ExportSource, exportFolder, type S3ExportPlace, s3Export } from './import/export-source.js';
export type { ImportOptions } from './import/import-options.js';
export type { ImportCounts, ImportFailure, ImportProgress, ImportResult } from './import/import-result.js';
export { isPermanentError } from './is-permanent-error.js';
export type { MigrateOptions } from './migrate/migrate-options.js';
export type { MigrateCounts, MigrateFailure, MigrateProgress, MigrateReason, MigrateResult } from './migrate/migrate-result.js';
export type { ReplacedObject } from './migrate/replaced-object.js';
export type { Layout, PackOptions } from './pack/pack-options.js';
export type { AgeClass, AgeThreshold, ArchivalPlan, ArchivalProblem, EntityPlan, SizeClass } from './plan/archival-plan.js';
export type { ByLayout, LayoutEstimate, LayoutPlan } from './plan/layout-plan.js';
export {
  KeyTemplateError,
  type KeyTemplateErrorReason,
} from './pointer/key-template-error.js';
export type { PreflightOptions } from './preflight/preflight.js';
export { PreflightError } from './preflight/preflight-error.js';
export type { PreflightFault, PreflightFinding, PreflightReport, PreflightWarning } from './preflight/preflight-report.js';
export { type CostEstimate, estimateCost } from './price/estimate-cost.js';
export type { Footprint } from './price/footprint.js';
export { DEFAULT_PRICES, type ObjectPrices, type Prices } from './price/prices.js';
export type { RefreshCounts, RefreshFailure, RefreshProgress, RefreshResult } from './refresh/refresh-result.js';
export type { RefreshOptions } from './refresh/refresh-run.js';
export type { ReleaseCounts, ReleaseFailure, ReleaseProgress, ReleaseResult } from './restore/release-result.js';
export type { ReleaseOptions } from './restore/release-run.js';
export type {
  RestoreCounts,
  RestoreFailure,
  RestoreProgress,
  RestoreResult,
  TableRestoreResult,
} from './restore/restore-result.js';
export type { RestoreOptions } from './restore/restore-run.js';
export type { RestoreCondition, RestoreTarget } from './restore/restore-target.js';
export type { ObjectLockConfig, ObjectSettings, S3Config } from './s3-config.js';
export { NewerSchemaError, UpcastError } from './schema/errors.js';
export type { PlainRow } from './schema/plain-row.js';
export type { Upcaster } from './schema/schema-history.js';
export {
  type ArchivalErrorSummary,
  type ArchivalSummary,
  type LagSummary,
  summarizeArchivalResult,
  type WarningSummary,
} from './shard/archival-summary.js';
export type { ArchiveShard, ShardAgeIndex, ShardEntity } from './shard/archive-shard.js';
export type { ArchiveShardOptions } from './shard/archive-shard-options.js';
export type { PlanShardsOptions } from './shard/plan-shards-options.js';
export { ShardError, type ShardErrorReason } from './shard/shard-error.js';
export type { ShardResult } from './shard/shard-result.js';
export type { UnfinishedShard } from './shard/shard-tally.js';
export { type ArchivalTotal, sumArchivalResults } from './shard/sum-archival-results.js';
export type { StorageClass } from './storage-class.js';
export { RUNS_FOLDER } from './store/own-folders.js';
export type { HydrateImageOptions } from './stream/image-hydrator.js';
export { isTierMove } from './stream/is-tier-move.js';
export type { StreamImage, StreamRecord, StreamValue } from './stream/stream-record.js';
export { type StreamFilterCriteria, tierMoveFilterCriteria } from './stream/tier-move-filter.js';
export type { SweepFailure, SweepProgress, SweepResult } from './sweep/sweep-result.js';
export type { SweepOptions } from './sweep/sweep-run.js';
export type {
  VerifiedEntity,
  VerifiedObjects,
  VerifyProblem,
  VerifyProblemKind,
  VerifyProgress,
  VerifyReport,
} from './verify/verify-report.js';
export type { VerifyOptions } from './verify/verify-run.js';
export type { CheckpointOptions } from './walk/run-checkpoints.js';
export type { StopReason } from './walk/run-stop.js';
export { SharedObjectsError } from './walk/shared-objects-error.js';
export type { Adopted } from './walk/table-identities.js';
