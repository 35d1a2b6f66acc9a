import type { Row } from '@tempest-ts/tempest/extend';
import type { BodyFormat } from './body-format.js';
import { encodeDynamoDbJson } from './encode-dynamodb-json.js';
import { encodeJson } from './encode-json.js';

/** The content of an archived object, before compression. @throws BodyFormatError for a row that no body can carry. */
export function encodeBody(row: Row, format: BodyFormat): Uint8Array {
  return Buffer.from(format === 'json' ? encodeJson(row) : encodeDynamoDbJson(row));
}
