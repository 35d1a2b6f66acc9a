import type { FetchedObject } from '../hydrate/fetch-object.js';

const NEWLINE = 10;
/** S3 takes 2 KB of metadata; escapes may triple it. */
const MAX_HEAD_BYTES = 8_192;

/** An object as an outer cache holds it: its metadata as a line of JSON, then its bytes. */
export function toCachedForm({ bytes, metadata }: FetchedObject): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(metadata)}\n`), bytes]);
}

const isText = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(each => typeof each === 'string');

/** @throws SyntaxError where it is not the form of an object; whether it is the right one tells whoever opens it */
export function fromCachedForm(form: Uint8Array): FetchedObject {
  if (!(form instanceof Uint8Array)) throw new SyntaxError(`It is ${typeof form}, and no Uint8Array`);
  const end = form.subarray(0, MAX_HEAD_BYTES).indexOf(NEWLINE);
  if (end < 0) throw new SyntaxError('It has no first line');
  const metadata: unknown = JSON.parse(Buffer.from(form.subarray(0, end)).toString());
  if (!isText(metadata)) throw new SyntaxError('Its first line is no object of strings');
  const bytes = form.subarray(end + 1);
  return { bytes, size: bytes.byteLength, metadata, lastModified: undefined };
}
