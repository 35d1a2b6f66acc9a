import { checksumHeader } from './checksum.js';
import { LOCK_PREFIX } from './object-lock.js';
import type { StoredObject, Versioning } from './object-version.js';
import { S3Failure } from './s3-failure.js';
import { checkMetadata } from './s3-limits.js';
import { header, type S3Request } from './s3-request.js';

const ENCRYPTION_PREFIX = 'x-amz-server-side-encryption';
/** Headers of S3's own that come back with the object. */
const RETURNED_PREFIXES = ['x-amz-meta-', ENCRYPTION_PREFIX, LOCK_PREFIX];
const CONTENT_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

const STORAGE_CLASSES = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
]);
/** Objects of these classes must be restored before they can be read. */
const COLD_STORAGE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** The headers of a put that come back with the object. Throws `MetadataTooLarge`. */
export function storedHeaders(request: S3Request): Readonly<Record<string, string>> {
  const stored: Record<string, string> = {
    'content-type': DEFAULT_CONTENT_TYPE,
  };
  for (const name of CONTENT_HEADERS) {
    const value = header(request, name);
    if (value !== undefined) stored[name] = value;
  }
  const encoding = contentEncoding(header(request, 'content-encoding'));
  if (encoding !== '') stored['content-encoding'] = encoding;
  for (const name in request.headers) {
    if (RETURNED_PREFIXES.some(prefix => name.startsWith(prefix))) stored[name] = header(request, name) ?? '';
  }
  checkMetadata(stored);
  return stored;
}

/** Without `aws-chunked`, which describes the request rather than the object. */
function contentEncoding(value = ''): string {
  const encodings = value.split(',').map(encoding => encoding.trim());
  return encodings.filter(encoding => encoding !== '' && encoding !== 'aws-chunked').join(',');
}

/** Throws `InvalidStorageClass`. */
export function storageClassOf(request: S3Request): string {
  const storageClass = header(request, 'x-amz-storage-class') ?? 'STANDARD';
  if (!STORAGE_CLASSES.has(storageClass)) throw new S3Failure('InvalidStorageClass', { fields: { StorageClassRequested: storageClass } });
  return storageClass;
}

/** Throws `InvalidObjectState`. */
export function checkReadable({ storageClass }: StoredObject): void {
  if (COLD_STORAGE_CLASSES.has(storageClass)) throw new S3Failure('InvalidObjectState', { fields: { StorageClass: storageClass } });
}

/** The version header, absent where versioning never was on. */
export function versionHeaders(versionId: string, versioning: Versioning): Readonly<Record<string, string>> {
  return versioning === 'Unversioned' ? {} : { 'x-amz-version-id': versionId };
}

export function checksumHeaders({ checksum }: StoredObject): Readonly<Record<string, string>> {
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': 'FULL_OBJECT',
  };
}

/** Encryption headers come back with the reply to a put, too. */
export function encryptionHeaders({ headers }: StoredObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(ENCRYPTION_PREFIX)));
}

/** What every reply to a read says of the object. */
export function validatorHeaders(object: StoredObject, versioning: Versioning): Readonly<Record<string, string>> {
  return {
    ETag: `"${object.etag}"`,
    'Last-Modified': new Date(object.lastModified).toUTCString(),
    ...versionHeaders(object.versionId, versioning),
  };
}

/** What the reply to a read of the object's content adds to that. */
export function contentHeaders(object: StoredObject): Readonly<Record<string, string>> {
  return {
    ...object.headers,
    'Accept-Ranges': 'bytes',
    ...(object.storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': object.storageClass }),
    ...(object.tags.length === 0 ? {} : { 'x-amz-tagging-count': String(object.tags.length) }),
  };
}
