import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableSchema } from '../metadata/table-schema.js';

/** DynamoDB's limits on key values, in bytes of UTF-8 or of binary ("Service quotas", Partition keys and sort keys). */
const MAX_PARTITION_KEY_BYTES = 2_048;
const MAX_SORT_KEY_BYTES = 1_024;

/**
 * Why DynamoDB would refuse a value as a key of the table or of its indexes; `undefined`: it would not.
 *
 * @param use one attribute may be the table's partition key and an index's sort key: written, the value has to fit both; rows that are
 * older than the index may fit one only, and are read and deleted all the same
 */
export function checkKeyValue(table: TableSchema, attribute: string, value: AttributeValue, use: 'write' | 'find'): string | undefined {
  if (value.N !== undefined) return undefined;
  const content = value.S ?? value.B;
  if (content === undefined) {
    const stored = Object.keys(value)[0];
    return `a key is a string, a number or bytes; this would be stored as ${stored}. Give it another value${stored === 'NULL' ? ', or leave the property of an index key undefined' : ''}.`;
  }
  const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  if (bytes === 0) return 'a key cannot be empty. Give it a value, or leave the property of an index key undefined.';
  const keys = [table, ...table.indexes.values()];
  const isSort =
    use === 'write' ? keys.some(({ sortKey }) => sortKey === attribute) : !keys.some(({ partitionKey }) => partitionKey === attribute);
  const limit = isSort ? MAX_SORT_KEY_BYTES : MAX_PARTITION_KEY_BYTES;
  if (bytes > limit) return `a ${isSort ? 'sort' : 'partition'} key has at most ${limit} bytes; this has ${bytes}. Store a shorter key.`;
  return undefined;
}
