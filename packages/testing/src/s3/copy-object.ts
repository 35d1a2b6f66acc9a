import { checkCopyConditions } from './conditions.js';
import { findObject } from './find-object.js';
import type { S3Call, S3Handler } from './handler.js';
import { checkReadable, checksumHeaders, storageClassOf, storedHeaders, versionHeaders } from './object-headers.js';
import { type ObjectContent, writeObject } from './put-object.js';
import { S3Failure } from './s3-failure.js';
import { xmlReply } from './s3-reply.js';
import { header } from './s3-request.js';
import { parseTaggingHeader } from './tags.js';

interface CopySource {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

export const copyObject: S3Handler = async call => {
  const { request, bucketName, key, state } = call;
  const from = parseCopySource(header(request, 'x-amz-copy-source') ?? '');
  const bucket = state.catalog.bucket(from.bucketName);
  const source = findObject(bucket, from.key, from.versionId, call);
  checkReadable(source);
  checkCopyConditions(request, source);
  const replacesMetadata = directive(call, 'x-amz-metadata-directive') === 'REPLACE';
  const ontoItself = from.bucketName === bucketName && from.key === key && from.versionId === undefined;
  if (ontoItself && !replacesMetadata && header(request, 'x-amz-storage-class') === undefined) {
    throw new S3Failure('InvalidRequest', {
      message: 'This copy request is illegal because it changes nothing of the object.',
    });
  }
  const content: ObjectContent = {
    storageClass: storageClassOf(request),
    headers: replacesMetadata ? storedHeaders(request) : source.headers,
    checksum: source.checksum,
    tags: directive(call, 'x-amz-tagging-directive') === 'REPLACE' ? parseTaggingHeader(header(request, 'x-amz-tagging')) : source.tags,
  };
  const body = await state.catalog.store.readBody(source.bodyId, 0, source.size);
  const { object, versioning } = await writeObject(call, content, body);
  const headers = {
    ...checksumHeaders(object),
    ...versionHeaders(object.versionId, versioning),
    ...(bucket.settings.versioning === 'Unversioned' ? {} : { 'x-amz-copy-source-version-id': source.versionId }),
  };
  return xmlReply(
    {
      CopyObjectResult: {
        ETag: `"${object.etag}"`,
        LastModified: new Date(object.lastModified).toISOString(),
      },
    },
    headers,
  );
};

function directive({ request }: S3Call, name: string): 'COPY' | 'REPLACE' {
  const value = header(request, name) ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw new S3Failure('InvalidArgument', { message: `Unknown value of ${name}.`, fields: { ArgumentName: name, ArgumentValue: value } });
}

/** `/bucket/key` or `bucket/key`, URL-encoded, with an optional `?versionId=`. */
function parseCopySource(value: string): CopySource {
  const [path = '', versionId] = value.replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) {
    throw new S3Failure('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    });
  }
  return { bucketName: path.slice(0, slash), key: decodeKey(path.slice(slash + 1)), versionId };
}

function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new S3Failure('InvalidArgument', {
      message: 'Copy Source must be URL-encoded.',
    });
  }
}
