import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { MemoryBucket } from './memory-bucket.js';
import type { MemoryDatabase } from './memory-database.js';
import type { MemoryTable } from './memory-table.js';

/** A request object of the SDK. */
export interface Command {
  readonly input: object;
}

/** The stores that commands are executed on. */
export interface Stores {
  readonly database: MemoryDatabase;
  readonly bucket: MemoryBucket;
}

const keySchema = ({ partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey: string }): object => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

function describeTable({ options }: MemoryTable): object {
  const indexes = Object.entries(options.indexes ?? {}).map(([IndexName, index]) => ({
    IndexName,
    KeySchema: keySchema(index),
    Projection: { ProjectionType: 'ALL' },
  }));
  const identity = { TableArn: `arn:aws:dynamodb:simulated:0:table/${options.name}`, TableId: options.name };
  return { Table: { ...identity, ItemCount: 0, KeySchema: keySchema(options), GlobalSecondaryIndexes: indexes } };
}

/**
 * Does what a command asks.
 *
 * @throws ServiceError where the service would refuse; Error where the simulation has no such command
 */
export function executeCommand({ database, bucket }: Stores, command: Command): object {
  if (command instanceof GetItemCommand) return database.table(command.input.TableName).get(command.input);
  if (command instanceof PutItemCommand) return database.table(command.input.TableName).put(command.input);
  if (command instanceof UpdateItemCommand) return database.table(command.input.TableName).update(command.input);
  if (command instanceof DeleteItemCommand) return database.table(command.input.TableName).delete(command.input);
  if (command instanceof QueryCommand) return database.table(command.input.TableName).query(command.input);
  if (command instanceof ScanCommand) return database.table(command.input.TableName).scan(command.input);
  if (command instanceof PutObjectCommand) return bucket.put(command.input);
  if (command instanceof GetObjectCommand) return bucket.get(command.input);
  if (command instanceof HeadObjectCommand) return bucket.head(command.input);
  if (command instanceof ListObjectsV2Command) return bucket.list(command.input);
  if (command instanceof ListObjectVersionsCommand) return bucket.listVersions(command.input);
  if (command instanceof DeleteObjectCommand) return bucket.delete(command.input);
  if (command instanceof TransactWriteItemsCommand) return database.transactWrite(command.input, command);
  if (command instanceof TransactGetItemsCommand) return database.transactGet(command.input);
  if (command instanceof BatchWriteItemCommand) return database.batchWrite(command.input);
  if (command instanceof BatchExecuteStatementCommand) return database.batchExecute(command.input);
  if (command instanceof BatchGetItemCommand) return database.batchGet(command.input);
  if (command instanceof DescribeTableCommand) return describeTable(database.table(command.input.TableName));
  // There is none of either.
  if (command instanceof DescribeTimeToLiveCommand || command instanceof DescribeKinesisStreamingDestinationCommand) return {};
  if (command instanceof GetBucketLifecycleConfigurationCommand) return {};
  throw new Error(`The simulation has no ${command.constructor.name}.`);
}
