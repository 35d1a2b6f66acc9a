import type { S3Handler } from './handler.js';
import type { Versioning } from './object-version.js';
import { S3Failure } from './s3-failure.js';
import { checkBucketName } from './s3-limits.js';
import { xmlReply } from './s3-reply.js';
import { header } from './s3-request.js';
import { childText, parseXml } from './xml.js';

const OWNER = { ID: 'local', DisplayName: 'local' };
const DEFAULT_REGION = 'us-east-1';

export const listBuckets: S3Handler = ({ state }) => {
  const buckets = state.catalog.buckets().map(({ settings }) => ({
    Name: settings.name,
    CreationDate: new Date(settings.createdAt).toISOString(),
  }));
  return xmlReply({ ListAllMyBucketsResult: { Owner: OWNER, Buckets: { Bucket: buckets } } });
};

export const createBucket: S3Handler = ({ request, bucketName, body, state }) => {
  checkBucketName(bucketName);
  const configuration = body.length === 0 ? '' : parseXml(body, 'CreateBucketConfiguration');
  const location = childText(configuration, 'LocationConstraint') ?? '';
  const objectLock = header(request, 'x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true';
  const versioning = objectLock ? 'Enabled' : 'Unversioned';
  state.catalog.createBucket({ name: bucketName, location, createdAt: state.now(), versioning, objectLock });
  return { status: 200, headers: { Location: `/${bucketName}` } };
};

export const headBucket: S3Handler = ({ bucketName, state }) => {
  const { location } = state.catalog.bucket(bucketName).settings;
  return { status: 200, headers: { 'x-amz-bucket-region': location || DEFAULT_REGION } };
};

export const deleteBucket: S3Handler = ({ bucketName, state }) => {
  state.catalog.deleteBucket(bucketName);
  return { status: 204 };
};

export const getBucketLocation: S3Handler = ({ bucketName, state }) => {
  const { location } = state.catalog.bucket(bucketName).settings;
  return xmlReply({ LocationConstraint: { '#text': location } });
};

export const getBucketVersioning: S3Handler = ({ bucketName, state }) => {
  const { versioning } = state.catalog.bucket(bucketName).settings;
  return xmlReply({ VersioningConfiguration: versioning === 'Unversioned' ? {} : { Status: versioning } });
};

export const getObjectLockConfiguration: S3Handler = ({ bucketName, state }) => {
  if (!state.catalog.bucket(bucketName).settings.objectLock) throw new S3Failure('ObjectLockConfigurationNotFoundError');
  return xmlReply({ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } });
};

export const putBucketVersioning: S3Handler = ({ bucketName, body, state }) => {
  const bucket = state.catalog.bucket(bucketName);
  const configuration = parseXml(body, 'VersioningConfiguration');
  if (childText(configuration, 'MfaDelete') === 'Enabled') throw new S3Failure('NotImplemented');
  const versioning = parseVersioning(childText(configuration, 'Status'));
  if (bucket.settings.objectLock && versioning === 'Suspended') throw new S3Failure('InvalidBucketState');
  bucket.setVersioning(versioning);
  return { status: 200 };
};

function parseVersioning(status: string | undefined): Versioning {
  if (status === 'Enabled' || status === 'Suspended') return status;
  throw new S3Failure('MalformedXML');
}
