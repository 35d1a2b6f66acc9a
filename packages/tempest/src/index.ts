export { Attribute, Transient } from './decorators/attribute.js';
export type {
  AttributeCodec,
  AttributeConstructor,
  AttributeOptions,
  AttributeTag,
  AttributeType,
  EntityClass,
} from './decorators/attribute-options.js';
export { Discriminator } from './decorators/discriminator.js';
export { Entity, type EntityOptions } from './decorators/entity.js';
export type { EntityDecorator, MemberDecorator, MemberDecoratorFor } from './decorators/make-decorator.js';
export type { StandardSchemaIssue, StandardSchemaProps, StandardSchemaResult, StandardSchemaV1 } from './decorators/standard-schema.js';
export { TimeToLive } from './decorators/time-to-live.js';
export { CreatedAt, UpdatedAt } from './decorators/timestamps.js';
export { Version } from './decorators/version.js';
export {
  ArchivedRowError,
  ConditionFailedError,
  ConfigurationError,
  DeclarationError,
  type DeclarationPlace,
  InvalidExpressionError,
  InvalidItemError,
  InvalidKeyError,
  InvalidOffsetError,
  ItemNotFoundError,
  ItemTooLargeError,
  type Outcome,
  RequestError,
  type RowKey,
  TempestError,
  type TempestErrorOptions,
  UnboundViewError,
  UnreadableItemError,
  VersionConflictError,
} from './errors.js';
export { ExpressionSyntaxError } from './expression/expression-syntax-error.js';
export { type ExpressionOptions, expression, type RawExpression } from './expression/raw-expression.js';
export { type Condition, not } from './expression/typed/condition.js';
export type { ConditionCallback, ConditionInput, SizeTerm, Term, TermOf, Terms } from './expression/typed/condition-types.js';
export { eq, exists, ge, gt, isType, le, lt, ne, notExists, size } from './expression/typed/operator-functions.js';
export type { Change } from './expression/typed/update-operators.js';
export type { UpdateCallback, UpdateTerm, UpdateTerms } from './expression/typed/update-types.js';
export { InvalidConditionError } from './expression/validate-condition.js';
export { createTableInputs } from './logical-db/create-table-inputs.js';
export { createTables } from './logical-db/create-tables.js';
export type { DbInputs } from './logical-db/db-inputs.js';
export type { LogicalDbOptions } from './logical-db/describe-db.js';
export { type AnyLogicalDb, LogicalDb, type RepositoryOf } from './logical-db/logical-db.js';
export { repositoryEntities } from './logical-db/repository-entities.js';
export { timeToLiveInputs } from './logical-db/time-to-live-inputs.js';
export type { Generated } from './metadata/data-keys.js';
export type { IndexDefinition, IndexProjection } from './metadata/table-definition.js';
export type { BatchOptions } from './operation/batch/batch-options.js';
export { InvalidBatchError, type InvalidBatchReason } from './operation/batch/invalid-batch-error.js';
export type { ItemSet } from './operation/batch/item-set.js';
export type { BatchLoadOptions } from './operation/batch-load/batch-load-input.js';
export { UnprocessedKeysError } from './operation/batch-load/unprocessed-keys-error.js';
export type { BatchWriteResult } from './operation/batch-write/batch-write.js';
export { BatchWriteError } from './operation/batch-write/batch-write-error.js';
export type { BatchWriteOptions } from './operation/batch-write/batch-write-input.js';
export { BatchWriteSet } from './operation/batch-write/batch-write-set.js';
export type { AnyBoundKey, BoundTo } from './operation/binding.js';
export type { CallOptions } from './operation/call-options.js';
export { CapacityMeter, type CapacityRecorder } from './operation/capacity-meter.js';
export type { ChangeOptions } from './operation/change-input.js';
export type { CountOptions } from './operation/count/count-input.js';
export type { DeleteOptions } from './operation/delete/delete-input.js';
export {
  atLeast,
  atMost,
  beginsWith,
  between,
  equalTo,
  greaterThan,
  type KeyCondition,
  lessThan,
  type PrefixCondition,
  type RangeCondition,
} from './operation/key-condition.js';
export type { LoadOptions } from './operation/load/load-input.js';
export type { Logger } from './operation/logger.js';
export type { OperationEnd, OperationScope, OperationStart } from './operation/operation-event.js';
export type { Page } from './operation/page.js';
export type { PagingOptions } from './operation/paging.js';
export type { QueryAllOptions, QueryOptions } from './operation/query/query-input.js';
export type { PageOptions } from './operation/read-page.js';
export type { ReadFailure } from './operation/read-rows.js';
export type {
  CacheEvent,
  DbEvents,
  DynamoDbRequestEvent,
  HydrationEvent,
  RequestEvent,
  RetryEvent,
  S3RequestEvent,
} from './operation/request-event.js';
export type { SaveOptions } from './operation/save/save-input.js';
export type { ScanAllOptions, ScanOptions, WorkerId } from './operation/scan/scan-input.js';
export type { TransactionLoadOptions } from './operation/transaction-load/transaction-load-input.js';
export { IdempotencyTokenError } from './operation/transaction-write/idempotency-token-error.js';
export { type CancellationReason, TransactionCanceledError } from './operation/transaction-write/transaction-canceled-error.js';
export type { TransactionWriteOptions } from './operation/transaction-write/transaction-write-input.js';
export {
  type TransactionOperation,
  type TransactionOptions,
  type TransactionUpdateOptions,
  TransactionWriteSet,
} from './operation/transaction-write/transaction-write-set.js';
export { WritingPager, type WritingPagerHandler, type WritingPagerOptions } from './operation/transaction-write/writing-pager.js';
export type { UpdateOptions } from './operation/update/update-input.js';
export { ValidationError, type ValidationIssue } from './operation/validate-item/validation-error.js';
export type { AttributeDescription, TableDescription, ViewDescription } from './operation/validate-table/describe-table.js';
export type { TableDifference, TableDifferenceKind } from './operation/validate-table/table-difference.js';
export type { IndexShape, KeyAttribute } from './operation/validate-table/table-shape.js';
export type { ValidateOptions } from './operation/validate-table/validate-tables.js';
export type { BoundKey } from './view/bound-items.js';
export { collection, inlineView, type LogicalTable, type LogicalTableOptions, logicalTable, secondaryIndex } from './view/declare.js';
export type { Fields, KeyOf, PrefixOf } from './view/item-types.js';
export { type OneOf, oneOf } from './view/one-of.js';
export type { InlineInputs, ReadableInputs } from './view/view-inputs.js';
export type { Collection, ConditionOf, InlineView, ReadableView, Repository, SecondaryIndex } from './view/view-types.js';
