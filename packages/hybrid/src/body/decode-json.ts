import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Row, setOwn } from '@tempest-ts/tempest/extend';
import { fromBase64 } from './base64.js';
import { BodyFormatError } from './body-format-error.js';
import { checkLevel } from './check-level.js';
import { decodeNumber, decodeSet } from './decode-value.js';
import { isJsonObject, type JsonObject } from './parse-json-object.js';

/**
 * Reads the plain JSON format (see `encode-json.ts`).
 *
 * @throws BodyFormatError when `$types` names what is not there or what the value is not, or a value could not be DynamoDB's.
 */
export function decodeJson(body: JsonObject): Row {
  const types = Object.hasOwn(body, '$types') ? body.$types : {};
  if (!isJsonObject(types)) throw new BodyFormatError('bad-types', 'The "$types" of the archived body is not an object');
  checkPlaces(types, name => name !== '$types' && Object.hasOwn(body, name));
  const row: Row = {};
  for (const [name, value] of Object.entries(body)) {
    if (name !== '$types') setOwn(row, readName(name), decodeValue(value, typeAt(types, name), 0));
  }
  return row;
}

function readName(name: string): string {
  return name.startsWith('$$') && /^\$+types$/.test(name) ? name.slice(1) : name;
}

function decodeValue(value: unknown, type: unknown, level: number): AttributeValue {
  if (typeof type === 'string') return decodeTagged(value, type);
  if (Array.isArray(value)) {
    checkLevel(level);
    const types = typesOf(type, place => /^(?:0|[1-9]\d*)$/.test(place) && Number(place) < value.length);
    return {
      L: value.map((member, index) => decodeValue(member, typeAt(types, String(index)), level + 1)),
    };
  }
  if (isJsonObject(value)) {
    checkLevel(level);
    const types = typesOf(type, place => Object.hasOwn(value, place));
    const members: Record<string, AttributeValue> = {};
    for (const [name, member] of Object.entries(value)) {
      setOwn(members, name, decodeValue(member, typeAt(types, name), level + 1));
    }
    return { M: members };
  }
  if (type !== undefined) throw new BodyFormatError('bad-types', 'The "$types" of the archived body goes into a value that has no inside');
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  return value === null ? { NULL: true } : { N: decodeNumber(value) };
}

function decodeTagged(value: unknown, tag: string): AttributeValue {
  if (tag === 'N' && typeof value === 'string') return { N: decodeNumber(value) };
  if (tag === 'B' && typeof value === 'string') {
    const bytes = fromBase64(value);
    if (bytes !== undefined) return { B: bytes };
  }
  if ((tag === 'SS' || tag === 'NS' || tag === 'BS') && Array.isArray(value)) return decodeSet(tag, value);
  throw new BodyFormatError(
    'bad-types',
    `The "$types" of the archived body calls a value ${JSON.stringify(tag.slice(0, 20))}, which it is not`,
  );
}

function typeAt(types: JsonObject | undefined, place: string): unknown {
  return types !== undefined && Object.hasOwn(types, place) ? types[place] : undefined;
}

/** The types inside a list or map, where there are any. */
function typesOf(type: unknown, isThere: (place: string) => boolean): JsonObject | undefined {
  if (type === undefined) return undefined;
  if (!isJsonObject(type)) throw new BodyFormatError('bad-types', 'The "$types" of the archived body holds neither a tag nor an object');
  checkPlaces(type, isThere);
  return type;
}

function checkPlaces(types: JsonObject, isThere: (place: string) => boolean): void {
  const missing = Object.keys(types).find(place => !isThere(place));
  if (missing !== undefined) {
    throw new BodyFormatError(
      'bad-types',
      `The "$types" of the archived body names ${JSON.stringify(missing.slice(0, 100))}, which is not there`,
    );
  }
}
