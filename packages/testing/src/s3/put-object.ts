import { createHash } from 'node:crypto';
import { verifyChecksums } from './checksum.js';
import { checkWriteConditions } from './conditions.js';
import type { S3Call, S3Handler } from './handler.js';
import { checksumHeaders, encryptionHeaders, storageClassOf, storedHeaders, versionHeaders } from './object-headers.js';
import { checkRetention } from './object-lock.js';
import type { StoredObject, Versioning } from './object-version.js';
import { header } from './s3-request.js';
import { parseTaggingHeader } from './tags.js';
import { newVersionId } from './version-id.js';

/** What an object to be written consists of, before it has a version, a time and a stored body. */
export type ObjectContent = Pick<StoredObject, 'storageClass' | 'headers' | 'checksum' | 'tags'>;

export const putObject: S3Handler = async call => {
  const { request, body, trailers, state } = call;
  // A missing bucket is told before anything is stored.
  checkRetention(request, body, state.catalog.bucket(call.bucketName), state.now());
  const content: ObjectContent = {
    storageClass: storageClassOf(request),
    headers: storedHeaders(request),
    checksum: verifyChecksums(request, body, trailers),
    tags: parseTaggingHeader(header(request, 'x-amz-tagging')),
  };
  const { object, versioning } = await writeObject(call, content, body);
  const headers = {
    ETag: `"${object.etag}"`,
    ...checksumHeaders(object),
    ...encryptionHeaders(object),
    ...versionHeaders(object.versionId, versioning),
  };
  return { status: 200, headers };
};

/** Stores a body and makes it the current version of the call's key, if the request's conditions hold at that moment. */
export async function writeObject(
  { request, bucketName, key, state }: S3Call,
  content: ObjectContent,
  body: Buffer,
): Promise<{ readonly object: StoredObject; readonly versioning: Versioning }> {
  const { store } = state.catalog;
  const etag = createHash('md5').update(body).digest('hex');
  const bodyId = await store.addBody(body);
  try {
    // From here to `add` nothing is awaited: of two conditional writes at once, one wins.
    const bucket = state.catalog.bucket(bucketName);
    checkWriteConditions(request, bucket.current(key));
    const { versioning } = bucket.settings;
    const versionId = newVersionId(versioning);
    const object = { isDeleteMarker: false, versionId, lastModified: state.now(), etag, size: body.length, bodyId, ...content } as const;
    bucket.add(key, object);
    return { object, versioning };
  } catch (error) {
    store.removeBody(bodyId);
    throw error;
  }
}
