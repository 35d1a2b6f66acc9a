import {
  DeleteItemCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { MemoryBucket } from './memory-bucket.js';
import type { MemoryTable } from './memory-table.js';

/** A request object of the SDK. */
export interface Command {
  readonly input: object;
}

/** The stores that commands are executed on. */
export interface Stores {
  readonly table: MemoryTable;
  readonly bucket: MemoryBucket;
}

function describeTable({ options }: MemoryTable): object {
  const KeySchema = [
    { AttributeName: options.partitionKey, KeyType: 'HASH' },
    { AttributeName: options.sortKey, KeyType: 'RANGE' },
  ];
  return { Table: { TableArn: `arn:aws:dynamodb:simulated:0:table/${options.name}`, TableId: options.name, ItemCount: 0, KeySchema } };
}

/**
 * Does what a command asks.
 *
 * @throws ServiceError where the service would refuse; Error where the simulation has no such command
 */
export function executeCommand({ table, bucket }: Stores, command: Command): object {
  if (command instanceof GetItemCommand) return table.get(command.input);
  if (command instanceof PutItemCommand) return table.put(command.input);
  if (command instanceof UpdateItemCommand) return table.update(command.input);
  if (command instanceof DeleteItemCommand) return table.delete(command.input);
  if (command instanceof QueryCommand) return table.query(command.input);
  if (command instanceof ScanCommand) return table.scan(command.input);
  if (command instanceof DescribeTableCommand) return describeTable(table);
  // There is none of either.
  if (command instanceof DescribeTimeToLiveCommand || command instanceof DescribeKinesisStreamingDestinationCommand) return {};
  if (command instanceof GetBucketLifecycleConfigurationCommand) return {};
  if (command instanceof PutObjectCommand) return bucket.put(command.input);
  if (command instanceof GetObjectCommand) return bucket.get(command.input);
  if (command instanceof HeadObjectCommand) return bucket.head(command.input);
  if (command instanceof ListObjectsV2Command) return bucket.list(command.input);
  if (command instanceof DeleteObjectCommand) return bucket.delete(command.input);
  throw new Error(`The simulation has no ${command.constructor.name}.`);
}
