import type { DynamoDbKnownGaps } from './dynamo-db-contract-case.js';

/** Of dynoxide 1.2.1. */
export const DYNOXIDE_KNOWN_GAPS: DynamoDbKnownGaps = {
  'a query for an empty key is a ValidationException': 'it answers with no items',
  'the pages of a scan look at each row once': 'the row at which a page ends, as a megabyte is full, is counted there and in the next page',
  'a swap of 150 attributes is over the 300 operators of an expression': 'it does not count operators',
  'PartiQL returns the old row with the statement whose condition failed': 'the error carries no item',
  'PartiQL swaps 25 rows in one batch: SET the pointer, REMOVE what moves': 'an UPDATE takes SET or REMOVE, not both',
};

/** Of Amazon's DynamoDB Local 3.3. */
export const DYNAMODB_LOCAL_KNOWN_GAPS: DynamoDbKnownGaps = {};
