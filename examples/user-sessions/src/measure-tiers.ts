import { paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { LocalServers } from '@tempest-ts/testing';
import { itemBytes } from './item-bytes.js';

/** A stored row, whole or a pointer. */
export interface StoredRow {
  readonly bytes: number;
  /** Where the rest of it is; `undefined` for a row that DynamoDB holds whole. */
  readonly s3Key: string | undefined;
}

/** What lies where, seen from beside the library. */
export interface Tiers {
  /** By the row's key. */
  readonly rows: ReadonlyMap<string, StoredRow>;
  /** Bytes of each object, by its S3 key. */
  readonly objects: ReadonlyMap<string, number>;
}

/** Reads all rows and lists all objects, with plain SDK requests. */
export async function measureTiers(servers: LocalServers, tableName: string): Promise<Tiers> {
  const rows = new Map<string, StoredRow>();
  for await (const page of paginateScan({ client: servers.dynamoDb }, { TableName: tableName })) {
    for (const row of page.Items ?? []) {
      const key = `${row.partition_key?.S} ${row.sort_key?.S}`;
      rows.set(key, { bytes: itemBytes(row), s3Key: row.s3Archive ? row.s3Key?.S : undefined });
    }
  }
  const objects = new Map<string, number>();
  const isItem = (key: string): boolean => !key.startsWith('tempest~'); // the library's own records
  for await (const page of paginateListObjectsV2({ client: servers.s3 }, { Bucket: servers.bucketName })) {
    for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined && isItem(Key)) objects.set(Key, Size ?? 0);
  }
  return { rows, objects };
}
