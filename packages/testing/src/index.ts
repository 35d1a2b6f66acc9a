export { createTables } from './create-tables.js';
export type { DynamoDbEngineName, LocalDynamoDb, LocalDynamoDbOptions } from './dynamo-db/local-dynamo-db.js';
export { startLocalDynamoDb } from './dynamo-db/start-local-dynamo-db.js';
export { type LocalS3, type LocalS3Options, startLocalS3 } from './s3/local-s3.js';
export { type LocalServers, type LocalServersOptions, startLocalServers } from './start-local-servers.js';
