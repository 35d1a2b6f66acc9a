import type { Row } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from './body-format.js';
import { BodyFormatError } from './body-format-error.js';
import { decodeDynamoDbJson, isDynamoDbJson } from './decode-dynamodb-json.js';
import { decodeJson } from './decode-json.js';
import { inflateBody, isGzip } from './inflate-body.js';
import { parseJsonObject } from './parse-json-object.js';

/**
 * Reads an archived object, whichever format it is in, compressed or not.
 *
 * @param maxBytes the most that it may inflate to; by default what the largest item can come to.
 * @throws BodyFormatError, and nothing else, whatever the bytes are.
 */
export async function decodeBody(bytes: Uint8Array, maxBytes: number = MAX_ITEM_BODY_BYTES): Promise<Row> {
  if (isGzip(bytes)) return decodeText(await inflateBody(bytes, maxBytes));
  if (bytes.byteLength > maxBytes) {
    throw new BodyFormatError('too-large', `The archived body has ${bytes.byteLength} bytes, more than the ${maxBytes} that are expected`);
  }
  return decodeText(bytes);
}

/**
 * Reads the text of an archived object, in either format, once it is inflated.
 *
 * @param checksNumbers `false` where whoever reads compares what comes of it with what was written
 * @throws BodyFormatError, and nothing else
 */
export function decodeText(bytes: Uint8Array, checksNumbers = true): Row {
  const body = parseJsonObject(bytes, checksNumbers);
  return isDynamoDbJson(body) ? decodeDynamoDbJson(body) : decodeJson(body);
}
