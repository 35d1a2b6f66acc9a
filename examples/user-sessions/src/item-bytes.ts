import type { AttributeValue } from '@aws-sdk/client-dynamodb';

const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

function valueBytes({ S, N, M, L }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').length / 2) + 1;
  if (M !== undefined) return CONTAINER_BYTES + itemBytes(M) + ELEMENT_BYTES * Object.keys(M).length;
  if (L !== undefined) return L.reduce((sum, element) => sum + ELEMENT_BYTES + valueBytes(element), CONTAINER_BYTES);
  throw new TypeError('The rows of sessions and their pointers hold strings, numbers, maps and lists only.');
}

/**
 * The size of a stored session as DynamoDB bills it, without its overhead for storage
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export function itemBytes(row: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(row).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}
