import type { S3Handler } from './handler.js';
import { S3Failure } from './s3-failure.js';
import { parseXml } from './xml.js';

/** The rules as they were put: this server keeps them and deletes nothing by them. */
export const getBucketLifecycle: S3Handler = ({ bucketName, state }) => {
  const { lifecycle } = state.catalog.bucket(bucketName).settings;
  if (lifecycle === undefined) throw new S3Failure('NoSuchLifecycleConfiguration');
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: lifecycle };
};

export const putBucketLifecycle: S3Handler = ({ bucketName, body, state }) => {
  const bucket = state.catalog.bucket(bucketName);
  parseXml(body, 'LifecycleConfiguration');
  bucket.setLifecycle(body.toString());
  return { status: 200 };
};

export const deleteBucketLifecycle: S3Handler = ({ bucketName, state }) => {
  state.catalog.bucket(bucketName).setLifecycle(undefined);
  return { status: 204 };
};
