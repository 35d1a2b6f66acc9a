import { createHash } from 'node:crypto';
import {
  ARCHIVE_ATTRIBUTE,
  LEGACY_POINTER_ATTRIBUTE,
  NOT_BEFORE_ATTRIBUTE,
  type ReadonlyRow,
  type Row,
  S3_KEY_ATTRIBUTE,
} from '@tempest-ts/tempest/extend';
import type { MemoryBucket, MemoryObject } from './machinery.js';

interface KeptList {
  readonly S?: string | undefined;
  readonly L?: readonly { readonly S?: string | undefined }[] | undefined;
}

/** What an object says; none is ever changed. */
interface Content {
  readonly checksum: string;
  readonly item: Row;
}

const contents = new WeakMap<MemoryObject, Content>();

function contentOf(object: MemoryObject): Content {
  const known = contents.get(object);
  if (known) return known;
  const checksum = createHash('sha256').update(object.bytes).digest('base64url');
  const { Item: item = {} } = object.bytes.byteLength === 0 ? {} : JSON.parse(Buffer.from(object.bytes).toString());
  const content = { checksum, item };
  contents.set(object, content);
  return content;
}

function keptNames({ S, L = [] }: KeptList, metadata: Readonly<Record<string, string>>): readonly unknown[] {
  return S === undefined ? L.map(name => name.S) : JSON.parse(Buffer.from(metadata['tempest-kept'] ?? 'W10', 'base64url').toString());
}

function itemOfLegacyRow(own: Row, url: string, bucket: MemoryBucket): Row | string {
  const object = bucket.objects.get(url.replace('s3://', ''));
  return object ? { ...contentOf(object).item, ...own } : 'its earlier system’s pointer names an object that is not there';
}

/**
 * The item that a row stands for, written from the protocol's words and without the engine's code; a string says why its pointer cannot be read.
 * Objects are DynamoDB JSON and not compressed.
 */
export function itemOfRow(row: ReadonlyRow | undefined, bucket: MemoryBucket): Row | string | undefined {
  if (!row) return undefined;
  const { [NOT_BEFORE_ATTRIBUTE]: _, [ARCHIVE_ATTRIBUTE]: archive, [LEGACY_POINTER_ATTRIBUTE]: legacy, ...item } = row;
  const pointer = archive?.M;
  if (pointer && legacy) return 'it has the pointers of two systems';
  if (legacy) return itemOfLegacyRow(item, legacy.S ?? '', bucket);
  if (!pointer) return item;
  const { [S3_KEY_ATTRIBUTE]: s3Key, ...own } = item;
  const object = bucket.objects.get(s3Key?.S ?? '');
  if (!object) return 'its pointer names an object that is not there';
  if (object.metadata['tempest-attempt'] !== pointer.a?.S) return 'its pointer names an object of another attempt';
  const content = contentOf(object);
  if (content.checksum !== pointer.c?.S) return 'its object does not have its checksum';
  const kept = keptNames(pointer.k ?? {}, object.metadata);
  const whole: Row = {};
  for (const [name, value] of Object.entries(content.item)) if (!kept.includes(name)) whole[name] = value;
  return Object.assign(whole, own);
}
