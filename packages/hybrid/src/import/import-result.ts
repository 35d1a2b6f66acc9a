import type { RowKey } from '@tempest-ts/tempest';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import type { StopReason } from '../walk/run-stop.js';

/** One row, or one file, of an export that could not be imported. */
export interface ImportFailure {
  /** Under the export's folder. */
  readonly file: string;
  /** From 1; `undefined`: the file as a whole. */
  readonly line: number | undefined;
  /** The row's key, where it could be read. */
  readonly key: RowKey | undefined;
  readonly cause: unknown;
}

/** Counts of an import. */
export interface ImportCounts {
  /** Rows that were read, by this call. */
  readonly itemsRead: number;
  /** Rows that are in the table now as they were in the export, the next two among them. */
  readonly itemsImported: number;
  /** Rows that went to S3 at once, and are in the table as pointers. */
  readonly itemsArchived: number;
  /** Rows that were pointers in the export: their objects, which were read first, are where they were. */
  readonly pointersImported: number;
  /** Rows whose key the table had already, and which stayed as they were. */
  readonly itemsExisting: number;
  /** Bytes of the objects written. */
  readonly bytesStored: number;
  readonly errorCount: number;
}

/** How far an import is. */
export interface ImportProgress extends ImportCounts {
  /** Files, of `files`, that have been dealt with, by this call and those that it resumes. */
  readonly filesDone: number;
  readonly files: number;
  /** Rows of the whole export, as it says itself. */
  readonly itemCount: number;
  /** Where a later call would go on, as its `resumeFrom`. */
  readonly checkpoint: string;
}

/** What `importExport` did, or in a dry run would do. */
export interface ImportResult extends ImportCounts {
  readonly dryRun: boolean;
  /** The physical name. */
  readonly table: string;
  /** Rows of the whole export, as it says itself. */
  readonly itemCount: number;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly ImportFailure[];
  /** Write capacity units that DynamoDB counted; in a dry run those that the import is expected to take. */
  readonly writeUnits: number;
  readonly durationMs: number;
  /** Whether every file was gone through. */
  readonly complete: boolean;
  readonly stopped: StopReason | undefined;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete. */
  readonly checkpoint: string | undefined;
  /** What was found before it began and did not keep it from beginning, as in `ArchivalResult`. Empty where nothing goes to S3, and in a dry run. */
  readonly warnings: readonly PreflightFinding[];
}
