import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { itemBytes } from '../measure/item-bytes.js';
import { COMMITS_TABLE } from './commit.js';

/** Things of one kind, and the bytes of all of them. */
export interface Sized {
  readonly count: number;
  readonly bytes: number;
}

/** The rows of the table as they are, by whether they are pointers. */
export interface TableBytes {
  readonly whole: Sized;
  readonly pointers: Sized;
}

const PAGE_ROWS = 500;
const none: Sized = { count: 0, bytes: 0 };
const plus = (sized: Sized, bytes: number): Sized => ({ count: sized.count + 1, bytes: sized.bytes + bytes });

/** Weighs every row with a client of the SDK's own, past the library. */
export async function tableBytes(client: DynamoDBClient): Promise<TableBytes> {
  let whole = none;
  let pointers = none;
  for await (const { Items = [] } of paginateScan({ client, pageSize: PAGE_ROWS }, { TableName: COMMITS_TABLE })) {
    for (const row of Items) {
      if (row.s3Archive) pointers = plus(pointers, itemBytes(row));
      else whole = plus(whole, itemBytes(row));
    }
  }
  return { whole, pointers };
}

/** What the keys of the library's own records begin with: of how runs ended, one for each table. */
const RECORDS = 'tempest~';

/** Weighs every object of the bucket that holds items. */
export async function bucketBytes(client: S3Client, bucketName: string): Promise<Sized> {
  let objects = none;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucketName })) {
    for (const { Key = '', Size = 0 } of Contents) if (!Key.startsWith(RECORDS)) objects = plus(objects, Size);
  }
  return objects;
}
