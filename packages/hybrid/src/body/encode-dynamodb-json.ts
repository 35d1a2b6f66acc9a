import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import { toBase64 } from './base64.js';
import { BodyFormatError } from './body-format-error.js';
import { checkLevel } from './check-level.js';
import { namesInOrder } from './names-in-order.js';
import { compactNumber } from './normalize-number.js';

/**
 * Writes a row as one line of DynamoDB JSON, as AWS's export to S3 writes it and its import reads it:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 *
 * @throws BodyFormatError for a value of no known type, or nested deeper than DynamoDB nests.
 */
export function encodeDynamoDbJson(row: Row): string {
  return `{"Item":${membersText(row, 0)}}\n`;
}

function membersText(members: Readonly<Record<string, AttributeValue>>, level: number): string {
  let text = '';
  // An item's own attributes come in the order that whoever captured it gave them.
  for (const name of level === 0 ? Object.keys(members) : namesInOrder(members)) {
    const value = members[name];
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${valueText(value, level)}`;
  }
  return `{${text}}`;
}

function valueText(value: AttributeValue, level: number): string {
  if (value.S !== undefined) return `{"S":${JSON.stringify(value.S)}}`;
  if (value.N !== undefined) return `{"N":${JSON.stringify(compactNumber(value.N))}}`;
  if (value.BOOL !== undefined) return `{"BOOL":${value.BOOL}}`;
  if (value.M !== undefined) {
    checkLevel(level);
    return `{"M":${membersText(value.M, level + 1)}}`;
  }
  if (value.L !== undefined) {
    checkLevel(level);
    return `{"L":[${value.L.map(member => valueText(member, level + 1)).join(',')}]}`;
  }
  if (value.NULL !== undefined) return `{"NULL":${value.NULL}}`;
  if (value.SS !== undefined) return `{"SS":${JSON.stringify(value.SS)}}`;
  if (value.NS !== undefined) return `{"NS":${JSON.stringify(value.NS.map(compactNumber))}}`;
  if (value.B !== undefined) return `{"B":"${toBase64(value.B)}"}`;
  if (value.BS !== undefined) return `{"BS":${JSON.stringify(value.BS.map(toBase64))}}`;
  throw new BodyFormatError('bad-value', `An attribute has a type that this version does not know: ${Object.keys(value).join(', ')}`);
}
