export { createTables } from '@tempest-ts/tempest';
export { DYNAMO_DB_CONTRACT } from './contract/dynamo-db-contract.js';
export {
  checkContractCase,
  type DynamoDbContractCase,
  type DynamoDbContractTarget,
  type DynamoDbKnownGaps,
} from './contract/dynamo-db-contract-case.js';
export { DYNAMODB_LOCAL_KNOWN_GAPS, DYNOXIDE_KNOWN_GAPS } from './contract/dynamo-db-known-gaps.js';
export { type S3Contract, type S3ContractOptions, type S3ContractTest, s3Contract } from './contract/s3-contract.js';
export type { S3ContractTarget } from './contract/s3-contract-case.js';
export { LocalDynamoDbNotFoundError, LocalDynamoDbStartError } from './dynamo-db/errors.js';
export type { DynamoDbEngineName, LocalDynamoDb, LocalDynamoDbOptions } from './dynamo-db/local-dynamo-db.js';
export type { RequestCounters as DynamoDbRequestCounters } from './dynamo-db/request-counters.js';
export { startLocalDynamoDb } from './dynamo-db/start-local-dynamo-db.js';
export type { InjectedS3Fault, S3Fault, S3FaultRule } from './s3/faults.js';
export { type LocalS3, type LocalS3Options, startLocalS3 } from './s3/local-s3.js';
export { LocalS3StartError } from './s3/local-s3-start-error.js';
export type { RequestCounters as S3RequestCounters } from './s3/request-counters.js';
export type { S3Operation, S3Request } from './s3/s3-request.js';
export { type LocalServers, type LocalServersOptions, startLocalServers } from './start-local-servers.js';
