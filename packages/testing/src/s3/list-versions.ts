import type { Bucket } from './bucket.js';
import type { S3Handler } from './handler.js';
import { type ListPosition, listKeys } from './list-keys.js';
import { parseListParameters } from './list-parameters.js';
import type { ObjectVersion } from './object-version.js';
import { S3Failure } from './s3-failure.js';
import { xmlReply } from './s3-reply.js';

/** One line of the list: a version of a key, or a common prefix. */
interface Entry {
  readonly position: ListPosition;
  readonly version?: ObjectVersion;
  readonly isLatest?: boolean;
}

export const listObjectVersions: S3Handler = ({ request, bucketName, state }) => {
  const bucket = state.catalog.bucket(bucketName);
  const { prefix, delimiter, maxKeys, encodingType, encode } = parseListParameters(request);
  const keyMarker = request.query.get('key-marker') || undefined;
  const versionIdMarker = request.query.get('version-id-marker') || undefined;
  if (versionIdMarker !== undefined && keyMarker === undefined) {
    throw new S3Failure('InvalidArgument', {
      message: 'A version-id marker cannot be specified without a key marker.',
    });
  }

  const page: Entry[] = [];
  let isTruncated = false;
  if (maxKeys > 0) {
    for (const entry of entries(bucket, { prefix, delimiter }, keyMarker, versionIdMarker)) {
      isTruncated = page.length === maxKeys;
      if (isTruncated) break;
      page.push(entry);
    }
  }
  const last = isTruncated ? page.at(-1) : undefined;
  return xmlReply({
    ListVersionsResult: {
      Name: bucketName,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      KeyMarker: encode(keyMarker ?? ''),
      VersionIdMarker: versionIdMarker ?? '',
      NextKeyMarker: last === undefined ? undefined : encode(last.position.value),
      NextVersionIdMarker: last?.version?.versionId,
      MaxKeys: maxKeys,
      EncodingType: encodingType,
      IsTruncated: isTruncated,
      Version: page.flatMap(entry => (entry.version?.isDeleteMarker === false ? [describe(entry, encode)] : [])),
      DeleteMarker: page.flatMap(entry => (entry.version?.isDeleteMarker === true ? [describe(entry, encode)] : [])),
      CommonPrefixes: page.flatMap(({ position }) => (position.kind === 'prefix' ? [{ Prefix: encode(position.value) }] : [])),
    },
  });
};

function* entries(
  bucket: Bucket,
  { prefix, delimiter }: { readonly prefix: string; readonly delimiter: string },
  keyMarker: string | undefined,
  versionIdMarker: string | undefined,
): Generator<Entry> {
  // A page that ended inside a key goes on with that key's older versions.
  if (keyMarker !== undefined && versionIdMarker !== undefined) {
    const versions = [...versionsOf(bucket, keyMarker)];
    const index = versions.findIndex(({ version }) => version?.versionId === versionIdMarker);
    if (index >= 0) yield* versions.slice(index + 1);
  }
  const isPrefix = delimiter !== '' && keyMarker?.endsWith(delimiter) && keyMarker.length > prefix.length;
  const after = keyMarker === undefined ? undefined : ({ kind: isPrefix ? 'prefix' : 'key', value: keyMarker } as const);
  for (const position of listKeys(bucket.keys, { prefix, delimiter, after, isListed: () => true })) {
    if (position.kind === 'prefix') yield { position };
    else yield* versionsOf(bucket, position.value);
  }
}

function* versionsOf(bucket: Bucket, key: string): Generator<Entry> {
  for (const [index, version] of bucket.versions(key).entries())
    yield { position: { kind: 'key', value: key }, version, isLatest: index === 0 };
}

function describe({ position, version, isLatest }: Entry, encode: (text: string) => string): Record<string, unknown> {
  const object = version?.isDeleteMarker ? undefined : version;
  return {
    Key: encode(position.value),
    VersionId: version?.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version?.lastModified ?? 0).toISOString(),
    ETag: object === undefined ? undefined : `"${object.etag}"`,
    Size: object?.size,
    StorageClass: object?.storageClass,
  };
}
