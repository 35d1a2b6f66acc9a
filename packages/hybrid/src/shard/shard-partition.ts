import { storedValue } from '../archive/archive-options.js';
import { fromBase64, toBase64 } from '../body/base64.js';
import type { ShardAgeIndex } from './archive-shard.js';

type StoredPartition = NonNullable<ShardAgeIndex['partition']>;
type Partition = string | number | bigint | Uint8Array;

/** A partition key as a shard carries it. */
export function encodePartition(value: Partition): StoredPartition {
  const { S, N = '', B } = storedValue(value);
  if (S !== undefined) return { S };
  return B === undefined ? { N } : { B: toBase64(B) };
}

/** The same value again: its text, as DynamoDB is sent it, is that of the plan. */
export function decodePartition(stored: StoredPartition): Partition {
  if ('S' in stored) return stored.S;
  if ('B' in stored) return fromBase64(stored.B) ?? new Uint8Array();
  return /^-?\d+$/.test(stored.N) ? BigInt(stored.N) : Number(stored.N);
}
