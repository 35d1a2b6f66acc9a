import * as bucket from './bucket-handlers.js';
import { copyObject } from './copy-object.js';
import { deleteObject } from './delete-object.js';
import { deleteObjects } from './delete-objects.js';
import { getObject } from './get-object.js';
import type { S3Handler } from './handler.js';
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from './lifecycle-handlers.js';
import { listObjectsV2 } from './list-objects.js';
import { listObjectVersions } from './list-versions.js';
import { putObject } from './put-object.js';
import type { S3Operation } from './s3-request.js';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging-handlers.js';

/** Every operation of the server. */
export const HANDLERS: Readonly<Record<S3Operation, S3Handler>> = {
  CopyObject: copyObject,
  CreateBucket: bucket.createBucket,
  DeleteBucket: bucket.deleteBucket,
  DeleteBucketLifecycle: deleteBucketLifecycle,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  GetBucketLifecycleConfiguration: getBucketLifecycle,
  GetBucketLocation: bucket.getBucketLocation,
  GetBucketVersioning: bucket.getBucketVersioning,
  GetObject: getObject,
  GetObjectLockConfiguration: bucket.getObjectLockConfiguration,
  GetObjectTagging: getObjectTagging,
  HeadBucket: bucket.headBucket,
  HeadObject: getObject,
  ListBuckets: bucket.listBuckets,
  ListObjectVersions: listObjectVersions,
  ListObjectsV2: listObjectsV2,
  PutBucketLifecycleConfiguration: putBucketLifecycle,
  PutBucketVersioning: bucket.putBucketVersioning,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
};
