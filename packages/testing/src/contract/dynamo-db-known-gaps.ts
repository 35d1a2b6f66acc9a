import type { DynamoDbKnownGaps } from './dynamo-db-contract-case.js';

/** dynoxide 1.2.1. */
export const DYNOXIDE_KNOWN_GAPS: DynamoDbKnownGaps = {};

/** Amazon's DynamoDB Local 3.3. */
export const DYNAMODB_LOCAL_KNOWN_GAPS: DynamoDbKnownGaps = {};
