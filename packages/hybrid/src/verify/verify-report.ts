import type { RowKey } from '@tempest-ts/tempest';
import type { HydrationFailureReason } from '../errors.js';

/**
 * What is wrong with a pointer or an object. The first are of pointers, and mean that an item cannot be read: why, as a `HydrationError` says it. An `unreadable` object
 * does not say which row it is of.
 */
export type VerifyProblemKind = HydrationFailureReason | 'unreadable';

/** One thing that is wrong. */
export interface VerifyProblem {
  readonly kind: VerifyProblemKind;
  readonly table: string;
  /** The row's key, as stored; `undefined` for an object that does not say. */
  readonly key: RowKey | undefined;
  readonly s3Key: string;
  readonly cause: unknown;
}

/** Archived rows of one entity. */
export interface VerifiedEntity {
  readonly table: string;
  /** The class; `undefined` for rows that no declared entity has keys like. */
  readonly entity: string | undefined;
  /** Archived rows that were read whole. */
  readonly itemsIntact: number;
  /** Archived rows that cannot be read. */
  readonly itemsDamaged: number;
  /** Of the intact: rows that have gained attributes since they were archived. Good as they are. */
  readonly halfRows: number;
  /** Bytes of the intact items' bodies before compression, and of their objects. */
  readonly bytesBefore: number;
  readonly bytesStored: number;
}

/** Objects under the key prefix. */
export interface VerifiedObjects {
  readonly referenced: number;
  readonly bytesReferenced: number;
  /** Of these tables, and named by no row: the sweeper's. */
  readonly orphaned: number;
  readonly bytesOrphaned: number;
  /** Without bytes, as the sweeper has taken them. */
  readonly swept: number;
  /** Of other tables, or of nobody that can be told. */
  readonly foreign: number;
  readonly unreadable: number;
}

/** How far a run is. */
export interface VerifyProgress {
  /** Archived rows, and objects, that this call has looked at. */
  readonly rowsVerified: number;
  readonly objectsSeen: number;
  /** Of this call, and of those that it resumes. */
  readonly problemCount: number;
  /** Where a later call would go on, as its `resumeFrom`. */
  readonly checkpoint: string;
}

/** What `verifyArchive` found: this call, and those that it resumes. */
export interface VerifyReport {
  /** Whether everything was looked at and every archived item can be read. Orphaned, swept and foreign objects do not count. */
  readonly clean: boolean;
  readonly entities: readonly VerifiedEntity[];
  readonly objects: VerifiedObjects;
  /** The first 1,000 of this call; `problemCount` counts them all, those of the calls that it resumes too, and `onProblem` is told of each. */
  readonly problems: readonly VerifyProblem[];
  readonly problemCount: number;
  readonly durationMs: number;
  /** Whether everything was looked at: `false` after an abort. */
  readonly complete: boolean;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete. */
  readonly checkpoint: string | undefined;
}
