/**
 * For packages that add a tier or decorators of their own to the ORM. Applications need none of it.
 */
export { type Decimal, isSameNumber, parseDecimal } from './codec/decimal.js';
export { describeKey } from './codec/describe-key.js';
export { type ItemCodec, rowKey } from './codec/item-codec.js';
export { setOwn } from './codec/native-codec.js';
export type { ReadonlyRow, Row } from './codec/row.js';
export { makeEntityDecorator, makeMemberDecorator } from './decorators/make-decorator.js';
export { errorDocumentation } from './error-documentation.js';
export { evaluate } from './expression/evaluate.js';
export { MAX_EXPRESSION_BYTES } from './expression/limits.js';
export { parseCondition } from './expression/parse-condition.js';
export { Placeholders } from './expression/placeholders.js';
export { referencedAttributes } from './expression/referenced-attributes.js';
export { renderCondition } from './expression/render.js';
export {
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  type ConditionNode,
  compare,
  contains,
  hasType,
  literal,
  not,
  or,
  path,
} from './expression/tree.js';
export { bindDb, type DbState, dbState } from './logical-db/bind-db.js';
export type { EntitySchema, PropertySchema } from './metadata/entity-schema.js';
export {
  ARCHIVE_ATTRIBUTE,
  HYBRID_MARK,
  LEGACY_POINTER_ATTRIBUTE,
  LEGACY_POINTER_SCHEME,
  NOT_BEFORE_ATTRIBUTE,
  S3_KEY_ATTRIBUTE,
} from './metadata/pointer-attributes.js';
export { type IndexSchema, type TableSchema, tableKeyAttributes, type ViewSchema } from './metadata/table-schema.js';
export { isItemOf, mayBeItemOf } from './metadata/view-items.js';
export { type LoadTarget, loadTargets } from './operation/batch/load-targets.js';
export type { BoundDb } from './operation/batch/resolve-view.js';
export { rowIdentity } from './operation/batch/row-identity.js';
export { untilProcessed } from './operation/batch/until-processed.js';
export { MAX_BATCH_GET_ITEMS } from './operation/batch-load/batch-load-input.js';
export { checkTimedCall, withTimeout } from './operation/call-options.js';
export { followed } from './operation/called.js';
export type { OptionNames } from './operation/check-call-options.js';
export { failedCondition } from './operation/failed-condition.js';
export type { KeyCondition } from './operation/key-condition.js';
export { lean } from './operation/lean/lean.js';
export { orderOnce, type StackedCommand } from './operation/lean/ordered-stack.js';
export { type LogContext, leaveUnlogged } from './operation/lean/silent-logger.js';
export { linkedAbort } from './operation/linked-abort.js';
export type { Observer } from './operation/observer.js';
export type { OperationEnd, OperationStart } from './operation/operation-event.js';
export { query } from './operation/query/query.js';
export { retriedBy } from './operation/retried.js';
export { rowBytes } from './operation/row-bytes.js';
export type { BoundView } from './operation/runtime.js';
export { type CallScope, send, type Wire } from './operation/send.js';
export type { ReadScope, ResolvedRow, Tier, WriteScope } from './operation/tier.js';
