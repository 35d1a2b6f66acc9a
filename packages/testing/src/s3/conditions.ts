import type { ObjectVersion, StoredObject } from './object-version.js';
import { S3Failure } from './s3-failure.js';
import { header, type S3Request } from './s3-request.js';

/** The headers that hold the conditions: a copy's source has its own. */
const COPY_SOURCE_PREFIX = 'x-amz-copy-source-';

/** Whether a list of ETags, quoted or not, or `*`, names this object. */
function names(etags: string, object: StoredObject): boolean {
  return etags.split(',').some(etag => etag.trim() === '*' || etag.trim().replaceAll('"', '') === object.etag);
}

const failed = (condition: string): S3Failure => new S3Failure('PreconditionFailed', { fields: { Condition: condition } });

/** HTTP dates have whole seconds; one that cannot be read is ignored. */
function seconds(date: string | undefined): number {
  return Math.floor(Date.parse(date ?? '') / 1000);
}

/**
 * Checks the conditions of a write against the current version. Must run in the same turn of the event loop as the write itself: that is what
 * makes conditional writes atomic.
 */
export function checkWriteConditions(request: S3Request, current: ObjectVersion | undefined): void {
  const object = current?.isDeleteMarker ? undefined : current;
  const ifNoneMatch = header(request, 'if-none-match');
  const ifMatch = header(request, 'if-match');
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw new S3Failure('NotImplemented', { fields: { Header: 'If-None-Match' } });
    if (object !== undefined) throw failed('If-None-Match');
  }
  if (ifMatch !== undefined) {
    if (ifMatch.trim() === '*') throw new S3Failure('NotImplemented', { fields: { Header: 'If-Match' } });
    if (object === undefined) throw new S3Failure('NoSuchKey');
    if (!names(ifMatch, object)) throw failed('If-Match');
  }
}

/** Checks the ETag (or `*`) that a delete expects of the current version. */
export function checkDeleteCondition(ifMatch: string | undefined, current: ObjectVersion | undefined): void {
  if (ifMatch === undefined) return;
  if (current === undefined || current.isDeleteMarker) throw ifMatch.trim() === '*' ? failed('If-Match') : new S3Failure('NoSuchKey');
  if (!names(ifMatch, current)) throw failed('If-Match');
}

/** Checks the conditions of a read in the order of RFC 7232. `false`: not modified, answer 304. Throws `PreconditionFailed`. */
export function checkReadConditions(request: S3Request, object: StoredObject): boolean {
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  const modified = Math.floor(object.lastModified / 1000);
  if (ifMatch !== undefined) {
    if (!names(ifMatch, object)) throw failed('If-Match');
  } else if (modified > seconds(header(request, 'if-unmodified-since'))) throw failed('If-Unmodified-Since');
  if (ifNoneMatch !== undefined) return !names(ifNoneMatch, object);
  return !(modified <= seconds(header(request, 'if-modified-since')));
}

/** Checks `x-amz-copy-source-if-*` against the source of a copy. Throws `PreconditionFailed`. */
export function checkCopyConditions(request: S3Request, source: StoredObject): void {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      name.startsWith(COPY_SOURCE_PREFIX) ? [[name.slice(COPY_SOURCE_PREFIX.length), value]] : [],
    ),
  );
  if (!checkReadConditions({ ...request, headers }, source)) throw failed('x-amz-copy-source-If-None-Match');
}
