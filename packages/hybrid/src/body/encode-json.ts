/**
 * The plain JSON format, version 1: what a person expects to find.
 *
 * | attribute | is written as | `$types` says |
 * |---|---|---|
 * | S, BOOL, NULL, L, M | string, boolean, null, array, object | |
 * | N | a number where a double holds it exactly | |
 * | | else a string | `"N"` |
 * | B | a base64 string | `"B"` |
 * | SS | an array of strings | `"SS"` |
 * | NS | an array of numbers where doubles hold them all, else of strings | `"NS"` |
 * | BS | an array of base64 strings | `"BS"` |
 *
 * `$types` comes last and only where there is something to say. It is a tree that follows the JSON: a leaf is the tag of the value at that
 * path, an inner node is keyed by map key or list index; whether a list or a map is meant is seen from the value:
 *
 *     {"tags": ["a", "b"], "meta": {"pic": "AAE=", "list": [1, 2, 3, "1234567890123456789"]},
 *      "$types": {"tags": "SS", "meta": {"pic": "B", "list": {"3": "N"}}}}
 *
 * An attribute of the item's own that is called `$types` (or `$$types`, and so on) is written with one more `$`, in the tree too. An item whose
 * only attribute is called `Item` gets an empty `$types`, which tells it from DynamoDB JSON.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import { toBase64 } from './base64.js';
import { BodyFormatError } from './body-format-error.js';
import { checkLevel } from './check-level.js';
import { namesInOrder } from './names-in-order.js';
import { compactNumber, exactDouble } from './normalize-number.js';

/** Writes a row as plain JSON. @throws BodyFormatError for a value of no known type, or nested deeper than DynamoDB nests. */
export function encodeJson(row: Row): string {
  // Written as text, not as a tree for JSON.stringify: no copy of the row, and names like `__proto__` need no care. `Object.keys`, since
  // `Object.entries` makes it twice as slow.
  let members = '';
  let types = '';
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (value === undefined) continue;
    const key = JSON.stringify(writtenName(name));
    members += `${separator(members)}${key}: ${valueText(value, 0)}`;
    const type = typeText(value);
    if (type !== '') types += `${separator(types)}${key}: ${type}`;
  }
  if (types === '' && !looksLikeDynamoDbJson(row)) return `{${members}}`;
  return `{${members}, "$types": {${types}}}`;
}

function looksLikeDynamoDbJson(row: Row): boolean {
  return Object.hasOwn(row, 'Item') && Object.keys(row).length === 1;
}

function writtenName(name: string): string {
  return name.startsWith('$') && /^\$+types$/.test(name) ? `$${name}` : name;
}

function separator(before: string): string {
  return before === '' ? '' : ', ';
}

function valueText(value: AttributeValue, level: number): string {
  if (value.S !== undefined) return JSON.stringify(value.S);
  if (value.N !== undefined) return numberText(value.N);
  if (value.BOOL !== undefined) return value.BOOL ? 'true' : 'false';
  if (value.M !== undefined) return mapText(value.M, level);
  if (value.L !== undefined) return listText(value.L, level);
  if (value.NULL !== undefined) return 'null';
  if (value.SS !== undefined) return `[${value.SS.map(member => JSON.stringify(member)).join(', ')}]`;
  if (value.NS !== undefined) return `[${numberSetTexts(value.NS).join(', ')}]`;
  if (value.B !== undefined) return `"${toBase64(value.B)}"`;
  if (value.BS !== undefined) return `[${value.BS.map(member => `"${toBase64(member)}"`).join(', ')}]`;
  throw new BodyFormatError('bad-value', `An attribute has a type that this version does not know: ${Object.keys(value).join(', ')}`);
}

function mapText(members: Readonly<Record<string, AttributeValue>>, level: number): string {
  checkLevel(level);
  let text = '';
  for (const name of namesInOrder(members)) {
    const member = members[name];
    if (member !== undefined) text += `${separator(text)}${JSON.stringify(name)}: ${valueText(member, level + 1)}`;
  }
  return `{${text}}`;
}

function listText(members: readonly AttributeValue[], level: number): string {
  checkLevel(level);
  let text = '';
  for (const member of members) text += `${separator(text)}${valueText(member, level + 1)}`;
  return `[${text}]`;
}

function numberText(text: string): string {
  const double = exactDouble(text);
  return double === undefined ? JSON.stringify(compactNumber(text)) : String(double);
}

/** All alike, so that a column has one type wherever the archive is queried. */
function numberSetTexts(members: readonly string[]): readonly string[] {
  const doubles = members.map(exactDouble);
  return doubles.includes(undefined) ? members.map(member => JSON.stringify(compactNumber(member))) : doubles.map(String);
}

/** The type tree of a value, as JSON; empty where plain JSON says it all. Its depth is that of the value, which is checked by then. */
function typeText(value: AttributeValue): string {
  if (value.S !== undefined) return '';
  if (value.N !== undefined) return exactDouble(value.N) === undefined ? '"N"' : '';
  if (value.M !== undefined) return mapTypeText(value.M);
  if (value.L !== undefined) return listTypeText(value.L);
  if (value.B !== undefined) return '"B"';
  if (value.SS !== undefined) return '"SS"';
  if (value.NS !== undefined) return '"NS"';
  if (value.BS !== undefined) return '"BS"';
  return '';
}

function mapTypeText(members: Readonly<Record<string, AttributeValue>>): string {
  let text = '';
  for (const name of namesInOrder(members)) {
    const member = members[name];
    const type = member === undefined ? '' : typeText(member);
    if (type !== '') text += `${separator(text)}${JSON.stringify(name)}: ${type}`;
  }
  return text === '' ? '' : `{${text}}`;
}

function listTypeText(members: readonly AttributeValue[]): string {
  let text = '';
  for (const [index, member] of members.entries()) {
    const type = typeText(member);
    if (type !== '') text += `${separator(text)}"${index}": ${type}`;
  }
  return text === '' ? '' : `{${text}}`;
}
