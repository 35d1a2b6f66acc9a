// #region handlers
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createArchiveHandlers } from '@tempest-ts/aws';
import { createDatabase } from './session-database.js';

const { ARCHIVE_BUCKET = '', ARCHIVE_STATE_BUCKET = '', ARCHIVE_STATE_PREFIX } = process.env;
const s3 = new S3Client({});

export const { plan, archive, report, archiveTables } = createArchiveHandlers({
  db: () => createDatabase(new DynamoDBClient({}), { bucketName: ARCHIVE_BUCKET, client: s3 }),
  state: { client: s3, bucketName: ARCHIVE_STATE_BUCKET, keyPrefix: ARCHIVE_STATE_PREFIX },
});
// #endregion
