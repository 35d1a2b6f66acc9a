import type { ListPosition } from './list-keys.js';
import { S3Failure } from './s3-failure.js';
import { MAX_KEYS_PER_REQUEST } from './s3-limits.js';
import type { S3Request } from './s3-request.js';

/** What both kinds of list have in common. */
export interface ListParameters {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly encodingType: 'url' | undefined;
  /** Encodes a key or prefix for the reply, as the request asked. */
  readonly encode: (text: string) => string;
}

/** Throws `InvalidArgument`. */
export function parseListParameters({ query }: S3Request): ListParameters {
  const encodingType = query.get('encoding-type');
  if (encodingType !== undefined && encodingType !== 'url') throw invalid('encoding-type', encodingType);
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: parseMaxKeys(query.get('max-keys')),
    encodingType,
    encode: encodingType === 'url' ? encodeKey : text => text,
  };
}

/** The opaque token of a position. */
export function continuationToken(position: ListPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws `InvalidArgument` for what `continuationToken` did not make. */
export function parseContinuationToken(token: string): ListPosition {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isPosition(position)) return position;
  } catch {
    // Not JSON: refused below like JSON that is no position.
  }
  throw new S3Failure('InvalidArgument', { message: 'The continuation token provided is incorrect' });
}

function isPosition(value: unknown): value is ListPosition {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('value' in value)) return false;
  return (value.kind === 'key' || value.kind === 'prefix') && typeof value.value === 'string';
}

function parseMaxKeys(text: string | undefined): number {
  if (text === undefined) return MAX_KEYS_PER_REQUEST;
  if (!/^\d{1,10}$/.test(text)) throw invalid('max-keys', text);
  return Math.min(Number(text), MAX_KEYS_PER_REQUEST);
}

function invalid(name: string, value: string): S3Failure {
  return new S3Failure('InvalidArgument', {
    fields: { ArgumentName: name, ArgumentValue: value },
  });
}

/** Slashes stay, and a space is `+`, as S3 has it. */
function encodeKey(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');
}
