import type { RowKey } from '@tempest-ts/tempest';
import { LEGACY_POINTER_ATTRIBUTE, rowKey, S3_KEY_ATTRIBUTE, type TableSchema, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeBody } from '../body/decode-body.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { ATTEMPT_METADATA, SWEPT_METADATA } from '../hydrate/object-metadata.js';
import type { ArchiveContext } from './archive-context.js';
import { isPack, PackFile, packDescription } from './pack-file.js';
import { isPackReferenced } from './pack-state.js';
import { readRow } from './read-row.js';
import type { TableIdentities } from './table-identities.js';

/** Whose an object is, and whether anybody needs it. */
export type ObjectState =
  /** It was not there when it was read. */
  | { readonly kind: 'gone' }
  /** The sweeper has taken its bytes. */
  | { readonly kind: 'swept' }
  /** Another table's, or of no attempt of this library's. */
  | { readonly kind: 'foreign' }
  /** It does not say which row it is of, so nobody can tell whether it is needed. */
  | { readonly kind: 'unreadable'; readonly table: TableSchema; readonly cause: unknown }
  /** Its row names it (of a pack, any of its rows), or does not: read consistently. */
  | {
      readonly kind: 'referenced' | 'orphaned';
      readonly table: TableSchema;
      readonly attempt: string;
      readonly bytes: number;
      readonly metadata: Readonly<Record<string, string>>;
    };

/** Reads an object, and consistently the row that it says it is of; of a pack as many as it takes to find one that names it. */
export async function readObjectState(
  context: ArchiveContext,
  identities: TableIdentities,
  s3Key: string,
  signal: AbortSignal | undefined,
  reads?: CapacityBudget,
): Promise<ObjectState> {
  const { wire, store } = context;
  // Packs alone must be called so, and would be transferred whole.
  const head = s3Key.endsWith('.gz') ? await store.head(s3Key, signal) : undefined;
  if (head && head !== 'missing' && isPack(head)) return readPackState(context, identities, s3Key, head, signal, reads);
  const object = await store.get(s3Key, { maxBytes: MAX_ITEM_BODY_BYTES, expectedBytes: undefined, signal });
  if (object === 'missing') return { kind: 'gone' };
  if (object.metadata[SWEPT_METADATA] !== undefined) return { kind: 'swept' };
  const table = identities.tableOf(object.metadata);
  const attempt = object.metadata[ATTEMPT_METADATA];
  if (!table || attempt === undefined) return { kind: 'foreign' };
  let key: RowKey;
  try {
    if (!object.bytes) throw new BodyFormatError('too-large', `The object has ${object.size} bytes`);
    key = rowKey(table, await decodeBody(object.bytes));
    if (Object.keys(key).length < tableKeyAttributes(table).length)
      throw new BodyFormatError('not-an-item', 'The object lacks the key of a row');
  } catch (cause) {
    return { kind: 'unreadable', table, cause };
  }
  const row = await readRow(wire, table, key, signal, reads);
  const named = row?.[S3_KEY_ATTRIBUTE]?.S === s3Key || (row?.[LEGACY_POINTER_ATTRIBUTE]?.S?.endsWith(s3Key) ?? false);
  return { kind: named ? 'referenced' : 'orphaned', table, attempt, bytes: object.size, metadata: object.metadata };
}

async function readPackState(
  { wire, store }: ArchiveContext,
  identities: TableIdentities,
  s3Key: string,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
  reads?: CapacityBudget,
): Promise<ObjectState> {
  const table = identities.tableOf(metadata);
  const attempt = metadata[ATTEMPT_METADATA];
  if (!table || attempt === undefined) return { kind: 'foreign' };
  try {
    const { membersBytes, indexBytes } = packDescription(metadata);
    const named = await isPackReferenced(wire, table, s3Key, new PackFile(store, { s3Key }, metadata, signal), signal, reads);
    return { kind: named ? 'referenced' : 'orphaned', table, attempt, bytes: membersBytes + indexBytes, metadata };
  } catch (cause) {
    if (!(cause instanceof BodyFormatError)) throw cause;
    // Another sweeper may have taken it meanwhile.
    return (await store.head(s3Key, signal)) === 'missing' ? { kind: 'gone' } : { kind: 'unreadable', table, cause };
  }
}
