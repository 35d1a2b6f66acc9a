import {
  LEGACY_POINTER_ATTRIBUTE,
  type ReadonlyRow,
  type Row,
  S3_KEY_ATTRIBUTE,
  type TableSchema,
  tableKeyAttributes,
} from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { BodyFormatError } from '../body/body-format-error.js';
import { checksum } from '../body/checksum.js';
import { decodeBody } from '../body/decode-body.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { ArchiveStoreError, type HydrationFailureReason, PointerFormatError } from '../errors.js';
import { KeptSet } from '../pointer/kept-set.js';
import { isSafeKey } from '../pointer/key-template-prefix.js';
import { isLegacyPointer, legacyKey } from '../pointer/legacy-pointer.js';
import { decodePointer, type Pointer } from '../pointer/pointer.js';
import type { ArchiveStore, StoredObject } from '../store/archive-store.js';
import type { ArchiveOrigin } from './archive-origin.js';
import { completeRow, ForeignBodyError } from './complete-row.js';
import { ATTEMPT_METADATA, decodeKept } from './object-metadata.js';

/** Why a pointer could not be followed. The row may have moved on meanwhile: it is read again before anybody is told. */
export class PointerReadError extends Error {
  readonly reason: HydrationFailureReason;
  readonly s3Key: string;

  constructor(reason: HydrationFailureReason, message: string, s3Key: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.s3Key = s3Key;
  }
}

/** What is needed to follow pointers. */
export interface ArchiveReader {
  readonly store: ArchiveStore;
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
  readonly row: Row;
  readonly origin: ArchiveOrigin;
}

/** Attributes by which rows are told to carry the same pointer. */
export const POINTER_ATTRIBUTES: readonly string[] = [S3_KEY_ATTRIBUTE, 's3Archive', LEGACY_POINTER_ATTRIBUTE];

async function fetch(
  reader: ArchiveReader,
  key: string,
  expectedBytes: number | undefined,
  signal: AbortSignal | undefined,
): Promise<StoredObject> {
  const { store, keyPrefix } = reader;
  if (!isSafeKey(key, keyPrefix)) {
    throw new PointerReadError(
      'bad-pointer',
      `its pointer names a key that is not under the configured keyPrefix '${keyPrefix}', or is not one to be read`,
      key,
    );
  }
  let object: StoredObject | 'missing';
  try {
    object = await store.get(key, {
      maxBytes: MAX_ITEM_BODY_BYTES,
      expectedBytes,
      signal,
    });
  } catch (cause) {
    if (!(cause instanceof ArchiveStoreError)) throw cause;
    if (cause.failure === 'too-large') throw new PointerReadError('corrupt', cause.message, key, cause);
    throw new PointerReadError('unavailable', cause.message, key, cause);
  }
  if (object !== 'missing') return object;
  throw new PointerReadError(
    'missing',
    `there is no such object in bucket ${store.bucketName}, or the reader lacks s3:GetObject on it`,
    key,
  );
}

async function decode(object: StoredObject, key: string, maxBytes: number): Promise<Row> {
  try {
    return await decodeBody(object.bytes, maxBytes);
  } catch (cause) {
    if (cause instanceof BodyFormatError) throw new PointerReadError('corrupt', cause.message, key, cause);
    throw cause;
  }
}

function keptOf(pointer: Pointer, object: StoredObject, entity: HybridEntity | undefined): KeptSet {
  if (typeof pointer.kept !== 'string') return new KeptSet(pointer.kept);
  if (entity?.kept.id === pointer.kept) return entity.kept;
  // The row was archived under other declarations than today's; the object says which attributes were kept then.
  const recorded = decodeKept(object.metadata, pointer.kept);
  if (recorded) return recorded;
  throw new PointerReadError('bad-pointer', `nothing says which attributes its kept set '${pointer.kept}' names`, pointer.s3Key);
}

async function readCurrent(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow, pointer: Pointer): Promise<CompletedRow> {
  const object = await fetch(reader, pointer.s3Key, pointer.storedBytes, context.signal);
  const attempt = object.metadata[ATTEMPT_METADATA];
  // A copy of the bucket may have lost the metadata; the checksum below then vouches for the object alone.
  if (attempt !== undefined && attempt !== pointer.attempt) {
    throw new PointerReadError(
      'foreign',
      `the object was made by attempt ${attempt}, and the pointer is of ${pointer.attempt}`,
      pointer.s3Key,
    );
  }
  if (checksum(object.bytes) !== pointer.checksum) {
    throw new PointerReadError('corrupt', 'the object’s bytes do not have the checksum that the pointer names', pointer.s3Key);
  }
  const body = await decode(object, pointer.s3Key, Math.min(pointer.bodyBytes, MAX_ITEM_BODY_BYTES));
  const kept = keptOf(pointer, object, context.entityOf(row));
  const { bucketName } = reader.store;
  const origin = {
    s3Key: pointer.s3Key,
    bucketName,
    archivedAt: pointer.archivedAt,
    storedBytes: pointer.storedBytes,
  };
  return {
    row: complete(context, row, body, name => kept.has(name), pointer.s3Key),
    origin,
  };
}

async function readLegacy(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): Promise<CompletedRow> {
  const raw = row[LEGACY_POINTER_ATTRIBUTE]?.S ?? '';
  if (!reader.legacyPointers) {
    throw new PointerReadError('bad-pointer', 'it is a pointer of an earlier system; set `legacyPointers: true` to read such', raw);
  }
  const entity = context.entityOf(row);
  const stored = entity && row[entity.timestamp.attributes[0]];
  const rendered = entity?.template.render(
    {
      partitionKey: row[context.table.partitionKey] ?? { NULL: true },
      sortKey: context.table.sortKey === undefined ? undefined : row[context.table.sortKey],
      table: context.table.tableName,
      timestamp: new Date(stored?.S ?? Number(stored?.N)),
    },
    reader.keyPrefix,
  );
  if (rendered === undefined) throw new PointerReadError('bad-pointer', 'no @HybridTable entity of the table has such keys', raw);
  const key = legacyKey(row, rendered, reader.store.bucketName);
  const object = await fetch(reader, key, undefined, context.signal);
  const body = await decode(object, key, MAX_ITEM_BODY_BYTES);
  // Bodies of the earlier system may leave the keys out; where they have them, they must be the row's.
  const keys = Object.fromEntries(
    tableKeyAttributes(context.table).flatMap(name => (row[name] && !Object.hasOwn(body, name) ? [[name, row[name]]] : [])),
  );
  const origin = {
    s3Key: key,
    bucketName: reader.store.bucketName,
    archivedAt: object.lastModified,
    storedBytes: object.bytes.byteLength,
  };
  return {
    row: complete(context, row, { ...body, ...keys }, () => false, key),
    origin,
  };
}

function complete(context: PointerContext, row: ReadonlyRow, body: Row, isKept: (name: string) => boolean, s3Key: string): Row {
  try {
    const whole = completeRow(context.table, row, body, isKept, context.keepsS3Key);
    if (context.keepsS3Key) whole[S3_KEY_ATTRIBUTE] = { S: s3Key };
    return whole;
  } catch (cause) {
    if (cause instanceof ForeignBodyError) throw new PointerReadError('foreign', cause.message, s3Key, cause);
    throw cause;
  }
}

/**
 * Follows a row's pointer once.
 *
 * @returns `undefined` where the row has none
 * @throws PointerReadError
 */
export async function readArchived(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): Promise<CompletedRow | undefined> {
  try {
    const pointer = decodePointer(row);
    if (pointer) return await readCurrent(reader, context, row, pointer);
    return isLegacyPointer(row) ? await readLegacy(reader, context, row) : undefined;
  } catch (cause) {
    if (cause instanceof PointerFormatError)
      throw new PointerReadError('bad-pointer', cause.message, row[S3_KEY_ATTRIBUTE]?.S ?? '', cause);
    throw cause;
  }
}
