import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '@tempest-ts/tempest/extend';
import { toBase64 } from './base64.js';
import { normalizeNumber } from './normalize-number.js';

/** 96 bits: nobody makes two contents of one digest by chance. */
const DIGEST_LENGTH = 16;

const normal = (text: string): string => normalizeNumber(text) ?? text;
const sortedList = (texts: readonly string[]): string => JSON.stringify([...texts].sort());

/** One text for all spellings of a value: numbers in one form, maps and sets in one order. */
function canonical(value: AttributeValue): string {
  if (value.S !== undefined) return `S${JSON.stringify(value.S)}`;
  if (value.N !== undefined) return `N${normal(value.N)}`;
  if (value.BOOL !== undefined) return `BOOL${value.BOOL}`;
  if (value.M !== undefined) return `M${canonicalMembers(value.M)}`;
  if (value.L !== undefined) return `L[${value.L.map(canonical).join(',')}]`;
  if (value.B !== undefined) return `B${toBase64(value.B)}`;
  if (value.SS !== undefined) return `SS${sortedList(value.SS)}`;
  if (value.NS !== undefined) return `NS${sortedList(value.NS.map(normal))}`;
  if (value.BS !== undefined) return `BS${sortedList(value.BS.map(toBase64))}`;
  return 'NULL';
}

function canonicalMembers(members: ReadonlyRow): string {
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const value = members[name];
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(value)}`;
  }
  return `{${text}}`;
}

/** What attributes say, however they are spelled: equal content has one digest. */
export function contentDigest(attributes: ReadonlyRow): string {
  return createHash('sha256').update(canonicalMembers(attributes)).digest('base64url').slice(0, DIGEST_LENGTH);
}
