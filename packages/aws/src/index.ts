export { type ArchiveDefinitionOptions, archiveDefinition, type StateMachineDefinition } from './archive-definition.js';
export { type ArchiveHandlers, type ArchiveHandlersOptions, type ArchiverDb, createArchiveHandlers } from './archive-handlers.js';
export type { ArchiveEvent, ArchiveOutput, PlanEvent, PlanOutput, ReportEvent, ReportOutput, ShardLimits } from './handler-events.js';
export type { LambdaContext } from './lambda-context.js';
export type { RunStatePlace } from './run-files.js';
