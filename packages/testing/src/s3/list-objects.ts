import type { Bucket } from './bucket.js';
import type { S3Handler } from './handler.js';
import { type ListPosition, listKeys } from './list-keys.js';
import { continuationToken, parseContinuationToken, parseListParameters } from './list-parameters.js';
import type { StoredObject } from './object-version.js';
import { xmlReply } from './s3-reply.js';

export const listObjectsV2: S3Handler = ({ request, bucketName, state }) => {
  const bucket = state.catalog.bucket(bucketName);
  const { prefix, delimiter, maxKeys, encodingType, encode } = parseListParameters(request);
  const token = request.query.get('continuation-token');
  const startAfter = request.query.get('start-after');
  const after = token === undefined ? startAt(startAfter) : parseContinuationToken(token);
  const isListed = (key: string): boolean => currentObject(bucket, key) !== undefined;

  const page: ListPosition[] = [];
  let isTruncated = false;
  if (maxKeys > 0) {
    for (const position of listKeys(bucket.keys, {
      prefix,
      delimiter,
      after,
      isListed,
    })) {
      isTruncated = page.length === maxKeys;
      if (isTruncated) break;
      page.push(position);
    }
  }
  const last = page.at(-1);
  return xmlReply({
    ListBucketResult: {
      Name: bucketName,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
      MaxKeys: maxKeys,
      KeyCount: page.length,
      EncodingType: encodingType,
      IsTruncated: isTruncated,
      ContinuationToken: token,
      NextContinuationToken: isTruncated && last !== undefined ? continuationToken(last) : undefined,
      Contents: page.flatMap(({ kind, value }) => (kind === 'key' ? [describe(bucket, value, encode)] : [])),
      CommonPrefixes: page.flatMap(({ kind, value }) => (kind === 'prefix' ? [{ Prefix: encode(value) }] : [])),
    },
  });
};

const startAt = (key: string | undefined): ListPosition | undefined => (key === undefined ? undefined : { kind: 'key', value: key });

function currentObject(bucket: Bucket, key: string): StoredObject | undefined {
  const current = bucket.current(key);
  return current?.isDeleteMarker ? undefined : current;
}

function describe(bucket: Bucket, key: string, encode: (text: string) => string): Record<string, unknown> {
  const object = currentObject(bucket, key);
  return {
    Key: encode(key),
    LastModified: new Date(object?.lastModified ?? 0).toISOString(),
    ETag: `"${object?.etag}"`,
    Size: object?.size,
    StorageClass: object?.storageClass,
  };
}
