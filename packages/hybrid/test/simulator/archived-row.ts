import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
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

/** The items in a pack, or in a part of one. */
export function linesOf(bytes: Uint8Array): readonly Row[] {
  const lines = gunzipSync(bytes).toString().split('\n');
  return lines.flatMap(line => (line === '' ? [] : [(JSON.parse(line) as { readonly Item: Row }).Item]));
}

const parts = new WeakMap<MemoryObject, Map<string, readonly Row[]>>();

/** The item of a place in a pack: where the pointer says, or in front of it, as others may have been erased since. */
function itemOfPlace(object: MemoryObject, [offset, length, position]: readonly number[], row: Row): Row | string {
  const [at = 0, end = 0] = [offset, (offset ?? 0) + (length ?? 0)];
  const known = parts.get(object) ?? new Map<string, readonly Row[]>();
  parts.set(object, known);
  let items = known.get(`${at} ${end}`);
  try {
    items ??= linesOf(object.bytes.subarray(at, end));
  } catch {
    return 'its pointer names a part of a pack that is none';
  }
  known.set(`${at} ${end}`, items);
  const found = items.slice(0, (position ?? 0) + 1).findLast(item => item.sk?.S === row.sk?.S && item.pk?.S === row.pk?.S);
  return found ?? 'its pointer names a place in a pack that is not its own';
}

function keptNames({ S, L = [] }: KeptList, metadata: Readonly<Record<string, string>>): readonly unknown[] {
  return S === undefined ? L.map(name => name.S) : JSON.parse(Buffer.from(metadata['tempest-kept'] ?? 'W10', 'base64url').toString());
}

function itemOfLegacyRow(own: Row, url: string, bucket: MemoryBucket): Row | string {
  const object = bucket.objects.get(url.replace('s3://', ''));
  return object ? { ...contentOf(object).item, ...own } : 'its earlier system’s pointer names an object that is not there';
}

function itemOfObject(object: MemoryObject, pointer: Row): Row | string {
  const { checksum, item } = contentOf(object);
  return checksum === pointer.c?.S ? item : 'its object does not have its checksum';
}

/**
 * The item that a row stands for, written from the protocol's words and without the engine's code; a string says why its pointer cannot be read.
 * Objects are DynamoDB JSON and not compressed, but for packs.
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
  const archived =
    pointer.v?.N === '2' ? itemOfPlace(object, [pointer.o?.N, pointer.l?.N, pointer.i?.N].map(Number), row) : itemOfObject(object, pointer);
  if (typeof archived === 'string') return archived;
  const kept = keptNames(pointer.k ?? {}, object.metadata);
  const whole: Row = {};
  for (const [name, value] of Object.entries(archived)) if (!kept.includes(name)) whole[name] = value;
  return Object.assign(whole, own);
}
