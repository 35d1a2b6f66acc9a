import { parseByteRange } from './byte-range.js';
import { checkReadConditions } from './conditions.js';
import { findObject } from './find-object.js';
import type { S3Handler } from './handler.js';
import { checkReadable, checksumHeaders, contentHeaders, validatorHeaders } from './object-headers.js';
import { header } from './s3-request.js';

/** GetObject and HeadObject, which differ only in what is sent. */
export const getObject: S3Handler = async call => {
  const { request, bucketName, key, state } = call;
  const bucket = state.catalog.bucket(bucketName);
  const object = findObject(bucket, key, request.query.get('versionId'), call);
  const isHead = request.method === 'HEAD';
  if (!isHead) checkReadable(object);
  const validators = validatorHeaders(object, bucket.settings.versioning);
  if (!checkReadConditions(request, object)) return { status: 304, headers: validators };

  const range = parseByteRange(header(request, 'range'), object.size);
  const { start, end } = range ?? { start: 0, end: object.size };
  const wantsChecksum = range === undefined && header(request, 'x-amz-checksum-mode') === 'ENABLED';
  const headers = {
    ...validators,
    ...contentHeaders(object),
    ...(wantsChecksum ? checksumHeaders(object) : {}),
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${object.size}` }),
  };
  const status = range === undefined ? 200 : 206;
  if (isHead) return { status, headers, contentLength: end - start };
  return { status, headers, body: await state.catalog.store.readBody(object.bodyId, start, end) };
};
