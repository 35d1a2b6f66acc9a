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

type Kind<C extends Command> = abstract new (...input: never[]) => C;
type Execute = (stores: Stores, command: Command) => object;

const known = new Map<unknown, Execute>();

function understand<C extends Command>(kind: Kind<C>, execute: (stores: Stores, input: C['input'], command: C) => object): void {
  known.set(kind, (stores, command) => execute(stores, command.input, command as C)); // it is looked up by its constructor
}

understand(GetItemCommand, ({ database }, input) => database.table(input.TableName).get(input));
understand(PutItemCommand, ({ database }, input) => database.put(input));
understand(UpdateItemCommand, ({ database }, input) => database.update(input));
understand(DeleteItemCommand, ({ database }, input) => database.delete(input));
understand(QueryCommand, ({ database }, input) => database.table(input.TableName).query(input));
understand(ScanCommand, ({ database }, input) => database.table(input.TableName).scan(input));
understand(PutObjectCommand, ({ bucket }, input) => bucket.put(input));
understand(GetObjectCommand, ({ bucket }, input) => bucket.get(input));
understand(HeadObjectCommand, ({ bucket }, input) => bucket.head(input));
understand(ListObjectsV2Command, ({ bucket }, input) => bucket.list(input));
understand(ListObjectVersionsCommand, ({ bucket }, input) => bucket.listVersions(input));
understand(DeleteObjectCommand, ({ bucket }, input) => bucket.delete(input));
understand(TransactWriteItemsCommand, ({ database }, input, command) => database.transactWrite(input, command));
understand(TransactGetItemsCommand, ({ database }, input) => database.transactGet(input));
understand(BatchWriteItemCommand, ({ database }, input) => database.batchWrite(input));
understand(BatchExecuteStatementCommand, ({ database }, input) => database.batchExecute(input));
understand(BatchGetItemCommand, ({ database }, input) => database.batchGet(input));
understand(DescribeTableCommand, ({ database }, input) => describeTable(database.table(input.TableName)));
// There is none of these.
for (const kind of [DescribeTimeToLiveCommand, DescribeKinesisStreamingDestinationCommand, GetBucketLifecycleConfigurationCommand])
  known.set(kind, () => ({}));

/**
 * Does what a command asks. Told by its constructor, as asking for one class after another takes as long as doing it.
 *
 * @throws ServiceError where the service would refuse; Error where the simulation has no such command
 */
export function executeCommand(stores: Stores, command: Command): object {
  const execute = known.get(command.constructor);
  if (!execute) throw new Error(`The simulation has no ${command.constructor.name}.`);
  return execute(stores, command);
}
