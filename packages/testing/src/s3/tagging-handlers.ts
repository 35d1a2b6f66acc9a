import type { Bucket } from './bucket.js';
import { findObject } from './find-object.js';
import type { S3Call, S3Handler } from './handler.js';
import { versionHeaders } from './object-headers.js';
import type { StoredObject, Tag } from './object-version.js';
import { type S3Reply, xmlReply } from './s3-reply.js';
import { parseTaggingDocument } from './tags.js';

function find(call: S3Call): {
  readonly bucket: Bucket;
  readonly object: StoredObject;
  readonly headers: Readonly<Record<string, string>>;
} {
  const bucket = call.state.catalog.bucket(call.bucketName);
  const object = findObject(bucket, call.key, call.request.query.get('versionId'), call);
  return { bucket, object, headers: versionHeaders(object.versionId, bucket.settings.versioning) };
}

function replaceTags(call: S3Call, tags: readonly Tag[], status: number): S3Reply {
  const { bucket, object, headers } = find(call);
  bucket.update(call.key, { ...object, tags });
  return { status, headers };
}

export const getObjectTagging: S3Handler = call => {
  const { object, headers } = find(call);
  const tags = object.tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return xmlReply({ Tagging: { TagSet: { Tag: tags } } }, headers);
};

export const putObjectTagging: S3Handler = call => replaceTags(call, parseTaggingDocument(call.body), 200);

export const deleteObjectTagging: S3Handler = call => replaceTags(call, [], 204);
