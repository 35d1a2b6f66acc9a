import type { ArchiveLag } from '../archive/archive-lag.js';

/** Whether one of the two stores answers this process. */
export interface StoreHealth {
  readonly reachable: boolean;
  /** Until the slowest answer, or until it was given up. */
  readonly latencyMs: number;
  /** Why it is not reachable: the error's `code` and message. They name tables and buckets, no items. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** Whether DynamoDB answers this process for a table. */
export interface TableHealth extends StoreHealth {
  readonly table: string;
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

/**
 * Whether to send traffic to a process: `'healthy'`, there is no problem; `'degraded'`, there are problems, and yet it serves, as where S3 does not answer or archiving is late: send
 * traffic, and tell people; `'unhealthy'`, a store that is `required` does not answer: send none.
 */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

/** How a database is. It is plain data, and fit for `JSON.stringify`. */
export interface HealthReport {
  /** Whether to send traffic here. An outage of S3 leaves every process `'degraded'`: were they all taken out of service for it, nobody could read what is not archived either. */
  readonly status: HealthStatus;
  /** Whether there is no problem. */
  readonly healthy: boolean;
  readonly problems: readonly HealthProblem[];
  readonly checkedAt: Date;
  /** Of all tables together, and of each. */
  readonly dynamoDb: StoreHealth & { readonly tables: readonly TableHealth[] };
  readonly s3: StoreHealth & { readonly bucketName: string };
  readonly hydration: HydrationHealth;
  readonly archive: {
    /** Of each table that has one; empty where no run was recorded, or S3 did not answer. */
    readonly lastRuns: readonly LastRun[];
    /** How far archiving is behind, by the last run or dry run that read the table to its end. */
    readonly lag: readonly ArchiveLag[];
  };
}
