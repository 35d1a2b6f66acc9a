import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Row, setOwn } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from './body-format-error.js';
import { checkLevel } from './check-level.js';
import { decodeBinary, decodeNumber, decodeSet } from './decode-value.js';
import { isJsonObject, type JsonObject } from './parse-json-object.js';

/**
 * Whether a parsed body is DynamoDB JSON rather than plain: an object in `Item` and nothing beside it. The plain format marks an item that
 * would look the same with an empty `$types`.
 */
export function isDynamoDbJson(body: JsonObject): boolean {
  return isJsonObject(body.Item) && Object.keys(body).length === 1;
}

/** Reads `{"Item": {"a": {"S": "..."}}}`. @throws BodyFormatError when it is anything else. */
export function decodeDynamoDbJson(body: JsonObject): Row {
  const item = body.Item;
  if (!isDynamoDbJson(body) || !isJsonObject(item)) {
    throw new BodyFormatError('not-an-item', 'The archived body is not one {"Item": ...} of DynamoDB JSON');
  }
  return decodeMembers(item, 0);
}

function decodeMembers(members: JsonObject, level: number): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(members)) setOwn(row, name, decodeValue(value, level));
  return row;
}

function decodeValue(wrapped: unknown, level: number): AttributeValue {
  const [entry, ...others] = isJsonObject(wrapped) ? Object.entries(wrapped) : [];
  if (entry !== undefined && others.length === 0) {
    const [tag, value] = entry;
    if (tag === 'S' && typeof value === 'string') return { S: value };
    if (tag === 'N' && typeof value === 'string') return { N: decodeNumber(value) };
    if (tag === 'BOOL' && typeof value === 'boolean') return { BOOL: value };
    if (tag === 'NULL' && value === true) return { NULL: true };
    if (tag === 'B') return { B: decodeBinary(value) };
    if (tag === 'M' && isJsonObject(value)) {
      checkLevel(level);
      return { M: decodeMembers(value, level + 1) };
    }
    if (tag === 'L' && Array.isArray(value)) {
      checkLevel(level);
      return { L: value.map(member => decodeValue(member, level + 1)) };
    }
    if ((tag === 'SS' || tag === 'NS' || tag === 'BS') && Array.isArray(value)) return decodeSet(tag, value);
  }
  throw new BodyFormatError('bad-value', 'A value of the archived body is not of the form {"S": "..."}, with one of DynamoDB\'s types');
}
