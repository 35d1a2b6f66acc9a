import { S3Failure } from './s3-failure.js';

/** A part of an object, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const SINGLE_RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * What a `Range` header selects: `a-b`, `a-` or the last `-n` bytes. `undefined` for the whole object, also where the header is malformed or names
 * several ranges: S3 ignores those. Throws `InvalidRange` where no byte is selected.
 */
export function parseByteRange(value: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = SINGLE_RANGE.exec(value ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const range =
    first === ''
      ? { start: Math.max(0, size - Number(last)), end: size }
      : { start: Number(first), end: last === '' ? size : Math.min(size, Number(last) + 1) };
  if (range.start < range.end) return range;
  throw new S3Failure('InvalidRange', {
    headers: { 'Content-Range': `bytes */${size}` },
    fields: { RangeRequested: String(value), ActualObjectSize: size },
  });
}
