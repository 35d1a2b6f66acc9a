import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isSameNumber } from '@tempest-ts/tempest/extend';
import { toBase64 } from './base64.js';
import { normalizeNumber } from './normalize-number.js';

/** Whether two rows are the same item: numbers compared as numbers, sets and maps whatever their order. */
export function rowsEqual(a: Readonly<Record<string, AttributeValue>>, b: Readonly<Record<string, AttributeValue>>): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(name => {
      const left = a[name];
      const right = Object.hasOwn(b, name) ? b[name] : undefined;
      return left !== undefined && right !== undefined && valuesEqual(left, right);
    })
  );
}

function valuesEqual(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return b.N !== undefined && isSameNumber(a.N, b.N);
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return a.NULL === b.NULL;
  if (a.M !== undefined) return b.M !== undefined && rowsEqual(a.M, b.M);
  if (a.L !== undefined) return b.L !== undefined && listsEqual(a.L, b.L);
  if (a.B !== undefined) return b.B !== undefined && Buffer.compare(a.B, b.B) === 0;
  if (a.SS !== undefined) return b.SS !== undefined && setsEqual(a.SS, b.SS);
  if (a.NS !== undefined) return b.NS !== undefined && setsEqual(a.NS.map(normalMember), b.NS.map(normalMember));
  if (a.BS !== undefined) return b.BS !== undefined && setsEqual(a.BS.map(toBase64), b.BS.map(toBase64));
  return false;
}

function listsEqual(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((member, index) => {
      const other = b[index];
      return other !== undefined && valuesEqual(member, other);
    })
  );
}

function setsEqual(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  const right = new Set(b);
  return left.size === right.size && a.every(member => right.has(member));
}

function normalMember(text: string): string {
  return normalizeNumber(text) ?? text;
}
