import type { NoteState } from './note-state.js';

/** What a process does. */
export type Role = 'writer' | 'reader' | 'archiver' | 'sweeper' | 'restorer';

/** What became of a write, as its caller knows it. */
export type WriteOutcome = 'applied' | 'not-applied' | 'unknown';

/** What a process is started with. */
export interface WorkerTask {
  readonly role: Role;
  /** Its place among the processes of its role; one that is started in place of a killed one has the same. */
  readonly index: number;
  readonly writers: number;
  readonly seed: number;
  readonly dynamoDb: string;
  readonly s3: string;
  readonly bucketName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bug: string | undefined;
}

/** What a process calls itself in its requests: no two have the same name, nor one and that which takes its place. */
export const senderOf = ({ role, index, seed }: Pick<WorkerTask, 'role' | 'index' | 'seed'>): string => `${role}-${index}-${seed}`;

/** One item of a read, by its place. */
export type SeenNote = readonly [place: number, state: NoteState];

/** What a read of several items asked for; an item that it did not give must have been gone, or another. */
export interface Asked {
  readonly places: readonly number[];
  readonly color?: string;
}

/**
 * What processes say. Times are milliseconds of the machine's monotonic clock, which all processes share. A write is told before it is sent, so that a
 * killed writer leaves no write that nobody knows of.
 */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begin'; readonly at: number; readonly op: number; readonly place: number; readonly after: NoteState }
  | { readonly kind: 'end'; readonly at: number; readonly op: number; readonly outcome: WriteOutcome }
  /** What a writer found where it did not know what it had written. */
  | { readonly kind: 'found'; readonly from: number; readonly at: number; readonly place: number; readonly state: NoteState }
  | { readonly kind: 'count-begin'; readonly at: number; readonly op: number; readonly tally: number; readonly to: number }
  | { readonly kind: 'count-end'; readonly at: number; readonly op: number; readonly outcome: WriteOutcome }
  | {
      readonly kind: 'read';
      readonly from: number;
      readonly at: number;
      readonly what: string;
      readonly seen: readonly SeenNote[];
      readonly asked: Asked;
      /** It was no consistent read. */
      readonly isLate: boolean;
    }
  | {
      readonly kind: 'counted';
      readonly from: number;
      readonly at: number;
      readonly color: string;
      readonly places: readonly number[];
      readonly count: number;
    }
  | {
      readonly kind: 'tally';
      readonly from: number;
      readonly at: number;
      readonly tally: number;
      readonly counts: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'pulse';
      readonly at: number;
      readonly rssBytes: number;
      /** What it holds: the heap right after a collection. Not in each. */
      readonly heldBytes: number | undefined;
      readonly counts: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'violation'; readonly what: string };
