import { describeKey } from '../codec/describe-key.js';
import { rowKey } from '../codec/item-codec.js';
import type { ReadonlyRow, Row } from '../codec/row.js';
import { ArchivedRowError, type RowKey, type TempestError } from '../errors.js';
import type { ConditionNode } from '../expression/tree.js';
import {
  ARCHIVE_ATTRIBUTE,
  HYBRID_MARK,
  LEGACY_POINTER_ATTRIBUTE,
  LEGACY_POINTER_SCHEME,
  S3_KEY_ATTRIBUTE,
} from '../metadata/pointer-attributes.js';
import type { IndexSchema, TableSchema, ViewSchema } from '../metadata/table-schema.js';
import type { CapacityRecorder } from './capacity-meter.js';

/** What a read is about, for whoever completes its rows. */
export interface ReadScope {
  readonly table: TableSchema;
  readonly view: ViewSchema;
  /** The index that the rows were read through. */
  readonly index: IndexSchema | undefined;
  /** Whether a row, read again, is still one that the read asks for. */
  readonly matches: (row: ReadonlyRow) => boolean;
  /** The row was just deleted and these are its old attributes: there is nothing to read again. */
  readonly deleted?: boolean;
  readonly signal: AbortSignal | undefined;
  /** Is told what the requests consume that complete the rows. */
  readonly capacity?: CapacityRecorder | undefined;
}

/** What a write is about, for whoever restores its row. */
export interface WriteScope {
  readonly table: TableSchema;
  readonly view: ViewSchema;
  readonly signal: AbortSignal | undefined;
  /** Is told what the requests consume that restore the row. */
  readonly capacity?: CapacityRecorder | undefined;
}

/** One row of a read, completed. */
export type ResolvedRow =
  /** The whole row; `origin` says where an archived one came from. */
  | { readonly row: ReadonlyRow; readonly origin?: object }
  /** It went away, or no longer matches, while it was being completed. */
  | { readonly gone: true }
  /** It could not be completed, and the database is configured to report that. */
  | { readonly failure: TempestError; readonly key: RowKey };

/**
 * What stands between raw rows and items: the one seam through which another tier joins. Every read passes its rows through `resolve`
 * before they are decoded.
 */
export interface Tier {
  /** Rows that it completes at once, over all reads. */
  readonly concurrency: number;
  /** Completes rows, in order: one answer for each. Called only when one of them `needsResolving`. */
  resolve(rows: readonly Row[], scope: ReadScope): Promise<readonly ResolvedRow[]>;
  needsResolving(row: ReadonlyRow): boolean;
  /** Bytes that the completed row will hold, as far as the row tells. */
  resolvedBytes(row: ReadonlyRow): number;
  /** Whether a read through a view asks for its rows whole, though its class declares less: what completes them needs the rest. */
  readsWhole(view: ViewSchema): boolean;
  /** Told of each item made from an archived row. */
  decoded(item: object, origin: object): void;
  /**
   * A filter that also lets through the rows of which DynamoDB cannot tell, as what it asks of is elsewhere. The same filter where DynamoDB can tell of all:
   * otherwise it is evaluated again on the whole items.
   */
  widenFilter(view: ViewSchema, filter: ConditionNode): ConditionNode;
  /**
   * Makes an archived row whole again in DynamoDB, so that a write can be asked of it. Resolves when it is, or when it is no longer the row that was seen:
   * the write is tried again either way.
   */
  restore(row: Row, scope: WriteScope): Promise<void>;
}

/** Whether an attribute of that name is an earlier system's pointer: on an entity that can be archived and does not declare it as its own. */
export function mayHaveLegacyPointers(view: ViewSchema): boolean {
  if (view.members.length > 0) return view.members.some(mayHaveLegacyPointers);
  const mayHave = ({ entity }: ViewSchema): boolean => entity.marks.has(HYBRID_MARK) && !entity.byAttribute.has(LEGACY_POINTER_ATTRIBUTE);
  if (mayHave(view)) return true;
  // A class of its own over an index shows the rows of the table's entities.
  const inline = [...view.table.views.values()].filter(each => each.kind === 'inline');
  return view.kind === 'index' && !inline.some(each => each.entity === view.entity) && inline.some(mayHave);
}

/** Whether a row's attributes were moved elsewhere: `s3Archive`, or the pointer of an earlier system on an entity that can be archived. */
export function isPointer(row: ReadonlyRow, view: ViewSchema): boolean {
  if (row[ARCHIVE_ATTRIBUTE] !== undefined) return true;
  return (row[LEGACY_POINTER_ATTRIBUTE]?.S?.startsWith(LEGACY_POINTER_SCHEME) ?? false) && mayHaveLegacyPointers(view);
}

/** The error of a write whose row was archived each time that it was restored. */
export function archivedAgain(table: TableSchema, row: ReadonlyRow): ArchivedRowError {
  const key = rowKey(table, row);
  const message =
    `The row ${describeKey(key)} of table ${table.tableName} was archived anew each time it was restored for this write: nothing was written. ` +
    'Try again when the archival runs are over.';
  return new ArchivedRowError(message, table.tableName, key, row[S3_KEY_ATTRIBUTE]?.S, false);
}

/** The error of a database that has no way to read an archived row. */
export function archivedRow(table: TableSchema, row: ReadonlyRow, applied: boolean): ArchivedRowError {
  const key = rowKey(table, row);
  const what = applied ? 'was deleted, but its old item cannot be returned: it' : 'cannot be read here: it';
  const message =
    `The row ${describeKey(key)} of table ${table.tableName} ${what} is archived in S3. ` +
    'Use the database that HybridLogicalDb.create() made of this one.';
  return new ArchivedRowError(message, table.tableName, key, row[S3_KEY_ATTRIBUTE]?.S ?? row[LEGACY_POINTER_ATTRIBUTE]?.S, applied);
}
