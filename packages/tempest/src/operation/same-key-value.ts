import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isSameNumber } from '../codec/decimal.js';

/** Whether two key values are one; numbers as numbers. */
export function isSameKeyValue(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined || b.S !== undefined) return a.S === b.S;
  if (a.N !== undefined && b.N !== undefined) return isSameNumber(a.N, b.N);
  return a.B !== undefined && b.B !== undefined && Buffer.compare(a.B, b.B) === 0;
}
