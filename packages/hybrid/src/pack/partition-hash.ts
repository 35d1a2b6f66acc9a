import { createHash } from 'node:crypto';
import type { ReadonlyRow, TableSchema } from '@tempest-ts/tempest/extend';
import { toBase64 } from '../body/base64.js';

/** Bytes of a hash: one member in a hundred thousand is read in vain for it, and each partition key of a member takes at most so many in a pack. */
const HASH_BYTES = 3;

/** A short hash of a row's partition key, by which a pack tells which of its members may hold items of a partition. */
export function partitionHash(table: TableSchema, row: ReadonlyRow): number {
  const { S, N, B } = row[table.partitionKey] ?? {};
  const text = S === undefined ? (N === undefined ? `B${toBase64(B ?? new Uint8Array())}` : `N${N}`) : `S${S}`;
  return createHash('sha256').update(text).digest().readUIntBE(0, HASH_BYTES);
}
