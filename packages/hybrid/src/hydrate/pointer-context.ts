import type { ReadonlyRow, TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { KeptSet } from '../pointer/kept-set.js';
import type { ArchiveOrigin } from './archive-origin.js';
import type { ObjectSource } from './object-source.js';

/** What is needed to follow pointers. */
export interface ArchiveReader {
  readonly objects: ObjectSource;
  readonly keyPrefix: string;
  readonly legacyPointers: boolean;
}

/** What the rows of one read have in common. */
export interface PointerContext {
  readonly table: TableSchema;
  /** The entity that a row is of, where its keys tell. */
  readonly entityOf: (row: ReadonlyRow) => HybridEntity | undefined;
  /** Whether the items made of the rows have a property for `s3Key`. */
  readonly keepsS3Key: boolean;
  readonly signal: AbortSignal | undefined;
}

/** An archived row made whole. */
export interface CompletedRow {
  readonly row: ReadonlyRow;
  readonly origin: ArchiveOrigin;
  /** What the object holds, of the schema version that it was archived with. */
  readonly body: ReadonlyRow;
  /** What the row says alone. */
  readonly kept: KeptSet;
}
