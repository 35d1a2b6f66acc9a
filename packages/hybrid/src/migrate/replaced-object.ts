import type { RowKey } from '@tempest-ts/tempest';

/** An object of an earlier system whose row is about to name another. */
export interface ReplacedObject {
  readonly bucketName: string;
  readonly s3Key: string;
  readonly table: string;
  /** Of the row, as stored. */
  readonly key: RowKey;
}
