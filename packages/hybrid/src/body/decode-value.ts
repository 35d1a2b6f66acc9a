import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { fromBase64 } from './base64.js';
import { BodyFormatError } from './body-format-error.js';
import { storedNumber } from './normalize-number.js';

/** The text of a number as DynamoDB would return it. @throws BodyFormatError unless DynamoDB could store it. */
export function decodeNumber(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  const stored = typeof text === 'string' ? storedNumber(text) : undefined;
  if (stored !== undefined) return stored;
  throw new BodyFormatError('bad-value', `The archived body has ${describe(value)} where a number of at most 38 digits belongs`);
}

/** A set. @throws BodyFormatError unless DynamoDB could store it: members of one type, at least one, none twice. */
export function decodeSet(tag: 'SS' | 'NS' | 'BS', members: readonly unknown[]): AttributeValue {
  switch (tag) {
    case 'SS': {
      const strings = members.filter(member => typeof member === 'string');
      checkMembers(members, strings);
      return { SS: strings };
    }
    case 'NS': {
      const numbers = members.map(decodeNumber);
      checkMembers(members, numbers);
      return { NS: numbers };
    }
    case 'BS': {
      const strings = members.filter(member => typeof member === 'string');
      checkMembers(members, strings);
      return { BS: strings.map(decodeBinary) };
    }
  }
}

/** The bytes of a `B`. @throws BodyFormatError unless the value is exact base64. */
export function decodeBinary(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
  if (bytes === undefined) throw new BodyFormatError('bad-value', `The archived body has ${describe(value)} where base64 belongs`);
  return bytes;
}

function checkMembers(members: readonly unknown[], valid: readonly unknown[]): void {
  if (members.length === 0 || valid.length !== members.length || new Set(valid).size !== members.length) {
    throw new BodyFormatError('bad-value', 'A set of the archived body is empty, names a member twice, or holds one of another type');
  }
}

function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 50 ? `${text.slice(0, 50)}...` : text;
}
