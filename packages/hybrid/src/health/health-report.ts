import type { ArchiveLag } from '../archive/archive-lag.js';

/** Whether one of the two stores answers this process. */
export interface StoreHealth {
  readonly reachable: boolean;
  /** Until the slowest answer, or until it was given up. */
  readonly latencyMs: number;
  /** Why it is not reachable: the error's `code` and message. They name tables and buckets, no items. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** How reads of archived items went in the last five minutes, in this process: those of calls, restores for writes among them, not of runs. */
export interface HydrationHealth {
  readonly windowMs: number;
  readonly items: number;
  readonly failures: number;
  /** Failures by items, from 0 to 1; 0 where there were none. */
  readonly errorRate: number;
  /** Milliseconds until an item was whole, of those that could be read, to two figures; `undefined` where there were none. */
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number } | undefined;
}

/** How the last run of an archiver over a table ended, in whatever process it was. */
export interface LastRun {
  readonly table: string;
  readonly endedAt: Date;
  /** Whether it read the table to its end. */
  readonly complete: boolean;
  readonly itemsArchived: number;
  readonly errorCount: number;
}

/** What is wrong. */
export interface HealthProblem {
  readonly code:
    | 'dynamodb-unreachable'
    | 's3-unreachable'
    /** More reads of archived items failed than `maxErrorRate` says. */
    | 'hydration-failures'
    /** An item has been old enough for longer than `maxOverdue` says, or no run has been seen. */
    | 'archive-overdue';
  readonly message: string;
}

/** How a database is. It is plain data, and fit for `JSON.stringify`. */
export interface HealthReport {
  /** Whether there is no problem. */
  readonly healthy: boolean;
  readonly problems: readonly HealthProblem[];
  readonly checkedAt: Date;
  readonly dynamoDb: StoreHealth;
  readonly s3: StoreHealth;
  readonly hydration: HydrationHealth;
  readonly archive: {
    /** Of each table that has one; empty where no run was recorded, or S3 did not answer. */
    readonly lastRuns: readonly LastRun[];
    /** How far archiving is behind, by the last run or dry run that read the table to its end. */
    readonly lag: readonly ArchiveLag[];
  };
}
