export { type ArchiveTemplateOptions, archiveTemplate } from './archive-template.js';
export type { ArchiverProps } from './archiver-props.js';
export { ScheduledArchiver, type ScheduledArchiverProps } from './scheduled-archiver.js';
export { StepFunctionsArchiver, type StepFunctionsArchiverProps } from './step-functions-archiver.js';
