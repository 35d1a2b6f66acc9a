import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { setOwn } from '../codec/native-codec.js';
import type { Row } from '../codec/row.js';
import { InvalidOffsetError } from '../errors.js';

const FORMAT = 1;

/** What a page's place is valid for, as a short digest: the same view, condition, filter and direction. */
export function fingerprint(parts: readonly unknown[]): string {
  const text = JSON.stringify(parts, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

type Portable = { readonly S: string } | { readonly N: string } | { readonly B: string };

function toPortable(attribute: string, value: AttributeValue): Portable {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.B !== undefined) return { B: Buffer.from(value.B).toString('base64') };
  throw new Error(`${attribute} is no key value`);
}

/** A place between two rows as an opaque string that is safe in a URL. */
export function encodeOffset(lastKey: Row, valid: string): string {
  const key = Object.entries(lastKey).map(([attribute, value]) => [attribute, toPortable(attribute, value)]);
  return Buffer.from(JSON.stringify([FORMAT, valid, key])).toString('base64url');
}

function fromPortable(value: unknown): AttributeValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { S, N, B } = value as { S?: unknown; N?: unknown; B?: unknown };
  if (typeof S === 'string') return { S };
  if (typeof N === 'string') return { N };
  return typeof B === 'string' ? { B: new Uint8Array(Buffer.from(B, 'base64')) } : undefined;
}

/**
 * The place that `encodeOffset` wrote down.
 *
 * @param attributes the keys of a place in the table or index
 * @throws InvalidOffsetError where it is damaged or valid for something else.
 */
export function decodeOffset(offset: string, valid: string, attributes: readonly string[]): Row {
  const fail = (why: string, cause?: unknown): never => {
    throw new InvalidOffsetError(
      `The page offset ${why}. Pass \`page.offset\` unchanged, to the same view with the same condition.`,
      offset,
      cause === undefined ? {} : { cause },
    );
  };
  if (typeof offset !== 'string') return fail('is no string');
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(offset, 'base64url').toString());
  } catch (cause) {
    return fail('is damaged', cause);
  }
  if (!Array.isArray(parsed) || !Array.isArray(parsed[2])) return fail('is damaged');
  if (parsed[0] !== FORMAT) return fail('was made by another version of the library');
  if (parsed[1] !== valid) return fail('belongs to another view, condition, filter or direction');
  const key: Row = {};
  for (const entry of parsed[2]) {
    const value = Array.isArray(entry) && typeof entry[0] === 'string' ? fromPortable(entry[1]) : undefined;
    if (value === undefined) return fail('is damaged');
    setOwn(key, entry[0], value);
  }
  const hasAll = attributes.every(attribute => Object.hasOwn(key, attribute));
  return hasAll && Object.keys(key).length === attributes.length ? key : fail('is damaged');
}
