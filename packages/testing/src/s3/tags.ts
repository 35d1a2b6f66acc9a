import type { Tag } from './object-version.js';
import { S3Failure } from './s3-failure.js';
import { child, children, childText, parseXml } from './xml.js';

/** Limits of object tags (S3 User Guide, "Categorizing your objects using tags"). */
const MAX_TAGS = 10;
const MAX_TAG_KEY_LENGTH = 128;
const MAX_TAG_VALUE_LENGTH = 256;

/** The tags of `x-amz-tagging`, which is written like a query. */
export function parseTaggingHeader(value: string | undefined): readonly Tag[] {
  if (value === undefined) return [];
  return checkTags([...new URLSearchParams(value)].map(([key, text]) => ({ key, value: text })));
}

/** The tags of PutObjectTagging's body. */
export function parseTaggingDocument(body: Buffer): readonly Tag[] {
  const set = child(parseXml(body, 'Tagging'), 'TagSet');
  if (set === undefined) throw new S3Failure('MalformedXML');
  return checkTags(children(set, 'Tag').map(tag => ({ key: childText(tag, 'Key') ?? '', value: childText(tag, 'Value') ?? '' })));
}

function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > MAX_TAGS) throw new S3Failure('BadRequest', { message: `Object tags cannot be greater than ${MAX_TAGS}` });
  const keys = new Set(tags.map(tag => tag.key));
  if (keys.size < tags.length) throw new S3Failure('InvalidTag', { message: 'Cannot provide multiple Tags with the same key' });
  for (const { key, value } of tags) {
    if (key === '' || key.length > MAX_TAG_KEY_LENGTH) throw new S3Failure('InvalidTag', { fields: { TagKey: key } });
    if (value.length > MAX_TAG_VALUE_LENGTH) throw new S3Failure('InvalidTag', { fields: { TagKey: key, TagValue: value } });
  }
  return tags;
}
