import { createHash } from 'node:crypto';
import { ARCHIVE_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, type ReadonlyRow, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { MemoryBucket } from './machinery.js';

interface KeptList {
  readonly S?: string | undefined;
  readonly L?: readonly { readonly S?: string | undefined }[] | undefined;
}

function keptNames({ S, L = [] }: KeptList, metadata: Readonly<Record<string, string>>): readonly unknown[] {
  return S === undefined ? L.map(name => name.S) : JSON.parse(Buffer.from(metadata['tempest-kept'] ?? 'W10', 'base64url').toString());
}

/**
 * The item that a row stands for, written from the protocol's words and without the engine's code; a string says why its pointer cannot be read.
 * Objects are DynamoDB JSON and not compressed.
 */
export function itemOfRow(row: ReadonlyRow | undefined, bucket: MemoryBucket): Row | string | undefined {
  const pointer = row?.[ARCHIVE_ATTRIBUTE]?.M;
  if (!row || !pointer) {
    const { [NOT_BEFORE_ATTRIBUTE]: _, ...item } = row ?? {};
    return row && item;
  }
  const object = bucket.objects.get(row[S3_KEY_ATTRIBUTE]?.S ?? '');
  if (!object) return 'its pointer names an object that is not there';
  if (object.metadata['tempest-attempt'] !== pointer.a?.S) return 'its pointer names an object of another attempt';
  if (createHash('sha256').update(object.bytes).digest('base64url') !== pointer.c?.S) return 'its object does not have its checksum';
  const body = JSON.parse(Buffer.from(object.bytes).toString()) as { readonly Item: Row };
  const kept = keptNames(pointer.k ?? {}, object.metadata);
  const moved = Object.entries(body.Item).filter(([name]) => !kept.includes(name));
  const { [NOT_BEFORE_ATTRIBUTE]: ___, [ARCHIVE_ATTRIBUTE]: _, [S3_KEY_ATTRIBUTE]: __, ...own } = row;
  return { ...Object.fromEntries(moved), ...own };
}
