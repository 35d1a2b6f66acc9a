import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { MULTI_ITEM_CASES } from './dynamo-db-multi-item-cases.js';
import { PARTIQL_CASES } from './dynamo-db-partiql-cases.js';
import { READ_CASES } from './dynamo-db-read-cases.js';
import { SWAP_CASES } from './dynamo-db-swap-cases.js';
import { TABLE_CASES } from './dynamo-db-table-cases.js';
import { WRITE_CASES } from './dynamo-db-write-cases.js';

/**
 * What the library depends on in DynamoDB, case by case: any server that is to stand in for it runs all of them. Names are unique.
 *
 * @example
 * test.each(DYNAMO_DB_CONTRACT)('$name', contractCase => checkContractCase(contractCase, { client }, DYNOXIDE_KNOWN_GAPS));
 */
export const DYNAMO_DB_CONTRACT: readonly DynamoDbContractCase[] = [
  ...TABLE_CASES,
  ...WRITE_CASES,
  ...SWAP_CASES,
  ...PARTIQL_CASES,
  ...READ_CASES,
  ...MULTI_ITEM_CASES,
];
