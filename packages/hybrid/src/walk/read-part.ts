import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toBase64 } from '../body/base64.js';

/** A part of a table that is read from its beginning to its end, page after page, beside the others. */
export type ReadPart =
  | { readonly kind: 'scan'; readonly index: AgeIndexRange | undefined; readonly segment: number; readonly segments: number }
  | { readonly kind: 'query'; readonly index: AgeIndexRange; readonly partition: AttributeValue };

/** An index by which old items are found. */
export interface AgeIndexRange {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** No item whose sort key is this or later is old enough. */
  readonly before: AttributeValue;
  /** Whether its entries carry the item whole: else the items are read again from the table. */
  readonly isWhole: boolean;
  /** Whether its entries say that an item is archived. */
  readonly carriesPointer: boolean;
}

/** A part's name in checkpoints and results: it must be the same in the run that resumes. */
export function partId(part: ReadPart): string {
  const index = part.index ? `${part.index.name} ` : '';
  return `${index}${part.kind === 'scan' ? `${part.segment}/${part.segments}` : partitionId(part.partition)}`;
}

/** A partition key's name in those of parts. */
export function partitionId({ S, N, B }: AttributeValue): string {
  return S !== undefined ? JSON.stringify(S) : (N ?? `base64 ${toBase64(B ?? new Uint8Array())}`);
}

/** In how many segments a table is scanned, and which of them: up to a million, of which a process may do one. */
export interface ScanSegments {
  readonly segments: number;
  /** Default: all of them. */
  readonly only?: number | undefined;
}

/** The parts that a table, or one of its indexes, is scanned in. */
export function scanParts({ segments, only }: ScanSegments, index?: AgeIndexRange): readonly ReadPart[] {
  const part = (segment: number): ReadPart => ({ kind: 'scan', index, segment, segments });
  return only === undefined ? Array.from({ length: segments }, (_, segment) => part(segment)) : [part(only)];
}
