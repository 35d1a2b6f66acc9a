import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NOT_BEFORE_ATTRIBUTE, type ReadonlyRow } from '@tempest-ts/tempest/extend';

/** Whether a row was restored to stay until a time that is still to come. */
export function isHeld(row: ReadonlyRow, now: Date): boolean {
  return Number(row[NOT_BEFORE_ATTRIBUTE]?.N ?? 0) > now.getTime();
}

/** The value that holds a row until then. */
export function notBefore(time: Date): AttributeValue {
  return { N: String(time.getTime()) };
}
