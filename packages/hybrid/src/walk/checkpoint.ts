import { ConfigurationError } from '@tempest-ts/tempest';
import type { Row } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeText } from '../body/decode-body.js';
import { encodeDynamoDbJson } from '../body/encode-dynamodb-json.js';

/** Where each segment of a table goes on: after a row's key, at its beginning, or nowhere. */
export type SegmentPosition = Row | 'start' | 'end';

/** How far a walk over tables is, by the table's name. */
export type Positions = ReadonlyMap<string, readonly SegmentPosition[]>;

const VERSION = 1;

/** A checkpoint as users hold it: opaque, and safe in URLs. */
export function encodeCheckpoint(positions: Positions): string {
  const written = [...positions].map(([table, segments]) => [
    table,
    segments.map(position => (typeof position === 'string' ? position : { after: encodeDynamoDbJson(position) })),
  ]);
  return Buffer.from(JSON.stringify({ v: VERSION, tables: written })).toString('base64url');
}

function positionOf(written: unknown): SegmentPosition {
  if (written === 'start' || written === 'end') return written;
  const { after } = written as { readonly after: string }; // checked by decoding it
  return decodeText(Buffer.from(after));
}

/** @throws ConfigurationError where no walk of this version wrote it */
export function decodeCheckpoint(checkpoint: string): Positions {
  try {
    const { v, tables } = JSON.parse(Buffer.from(checkpoint, 'base64url').toString());
    if (v !== VERSION) throw new BodyFormatError('bad-value', `The checkpoint is of version ${v}`);
    return new Map((tables as [string, unknown[]][]).map(([table, segments]) => [table, segments.map(positionOf)]));
  } catch (cause) {
    throw new ConfigurationError('`resumeFrom` takes the checkpoint that an earlier result or its progress gave, unchanged.', { cause });
  }
}
