import { S3Failure } from './s3-failure.js';

export interface ChunkedBody {
  readonly body: Buffer;
  /** By name in lower case. */
  readonly trailers: ReadonlyMap<string, string>;
}

const CRLF = '\r\n';
/** `1f4` or `1f4;chunk-signature=...`. */
const CHUNK_HEADER = /^([0-9a-fA-F]{1,8})(;.*)?$/;

/**
 * Takes apart an `aws-chunked` body: chunks with or without signatures (which are not verified), then trailers. Throws `IncompleteBody` where the
 * body stops early or is not the `x-amz-decoded-content-length` announced.
 */
export function decodeChunkedBody(encoded: Buffer, decodedLength: number): ChunkedBody {
  const chunks: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = encoded.indexOf(CRLF, at, 'latin1');
    if (end < 0) throw new S3Failure('IncompleteBody');
    const text = encoded.toString('latin1', at, end);
    at = end + CRLF.length;
    return text;
  };
  for (;;) {
    const size = Number.parseInt(CHUNK_HEADER.exec(line())?.[1] ?? 'malformed', 16);
    if (Number.isNaN(size)) throw new S3Failure('InvalidRequest', { message: 'The aws-chunked body is not well-formed.' });
    if (size === 0) break;
    if (at + size + CRLF.length > encoded.length) throw new S3Failure('IncompleteBody');
    chunks.push(encoded.subarray(at, at + size));
    at += size;
    if (line() !== '') throw new S3Failure('InvalidRequest', { message: 'A chunk of the aws-chunked body is longer than it says.' });
  }
  const body = Buffer.concat(chunks);
  if (body.length !== decodedLength) throw new S3Failure('IncompleteBody');
  return { body, trailers: parseTrailers(encoded.toString('latin1', at)) };
}

function parseTrailers(text: string): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  for (const line of text.split(CRLF)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return trailers;
}
