import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** DynamoDB's limits on key values, in bytes of UTF-8 or of binary ("Service quotas", Partition keys and sort keys). */
const MAX_PARTITION_KEY_BYTES = 2_048;
const MAX_SORT_KEY_BYTES = 1_024;

/** Why DynamoDB would refuse a value as a key; `undefined`: it would not. */
export function checkKeyValue(value: AttributeValue, isPartition: boolean): string | undefined {
  if (value.N !== undefined) return undefined;
  const content = value.S ?? value.B;
  if (content === undefined) return `a key is a string, a number or bytes; this would be stored as ${Object.keys(value)[0]}.`;
  const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  if (bytes === 0) return 'a key cannot be empty. Give it a value, or leave the property of an index key undefined.';
  const limit = isPartition ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES;
  if (bytes > limit)
    return `a ${isPartition ? 'partition' : 'sort'} key has at most ${limit} bytes; this has ${bytes}. Store a shorter key.`;
  return undefined;
}
