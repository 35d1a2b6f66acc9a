import { hasIntegrityHeader, verifyChecksums } from './checksum.js';
import { applyDeletion, type Deletion } from './delete-object.js';
import type { S3Handler } from './handler.js';
import { bypassesGovernance } from './object-lock.js';
import { S3Failure } from './s3-failure.js';
import { checkKey, MAX_KEYS_PER_REQUEST } from './s3-limits.js';
import { xmlReply } from './s3-reply.js';
import { children, childText, parseXml, type XmlNode } from './xml.js';

export const deleteObjects: S3Handler = ({ request, body, trailers, bucketName, state }) => {
  const bucket = state.catalog.bucket(bucketName);
  if (!hasIntegrityHeader(request) && trailers.size === 0) {
    throw new S3Failure('InvalidRequest', {
      message: 'Missing required header for this request: Content-MD5',
    });
  }
  verifyChecksums(request, body, trailers);
  const document = parseXml(body, 'Delete');
  const objects = children(document, 'Object');
  if (objects.length === 0 || objects.length > MAX_KEYS_PER_REQUEST) throw new S3Failure('MalformedXML');

  const deleted: Record<string, unknown>[] = [];
  const errors: Record<string, unknown>[] = [];
  for (const deletion of objects.map(node => parseDeletion(node, bypassesGovernance(request)))) {
    const named = { Key: deletion.key, VersionId: deletion.versionId };
    try {
      checkKey(deletion.key);
      const { versionId, isDeleteMarker } = applyDeletion(bucket, deletion, state.now());
      const marker = isDeleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {};
      deleted.push({ ...named, ...marker });
    } catch (error) {
      // One object's failure is its own: the others are deleted.
      if (!(error instanceof S3Failure)) throw error;
      errors.push({ ...named, Code: error.s3Code, Message: error.message });
    }
  }
  const quiet = childText(document, 'Quiet') === 'true';
  return xmlReply({ DeleteResult: { Deleted: quiet ? [] : deleted, Error: errors } });
};

function parseDeletion(node: XmlNode, bypasses: boolean): Deletion {
  const key = childText(node, 'Key');
  if (key === undefined || key === '') throw new S3Failure('MalformedXML');
  return { key, versionId: childText(node, 'VersionId'), ifMatch: childText(node, 'ETag'), bypassesGovernance: bypasses };
}
