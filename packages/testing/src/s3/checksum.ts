import { createHash } from 'node:crypto';
import { crc32, crc32c, crc64nvme } from './crc.js';
import { S3Failure } from './s3-failure.js';
import { header, type S3Request } from './s3-request.js';

const ALGORITHMS = {
  crc32,
  crc32c,
  crc64nvme,
  sha1: (body: Uint8Array) => createHash('sha1').update(body).digest(),
  sha256: (body: Uint8Array) => createHash('sha256').update(body).digest(),
} as const;

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;

/** A checksum that is kept with an object. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64, as in the header. */
  readonly value: string;
}

const HEADER_PREFIX = 'x-amz-checksum-';
const NAMES = Object.keys(ALGORITHMS) as readonly ChecksumAlgorithm[];
/** Bytes of an MD5 digest. */
const MD5_BYTES = 16;

/** The header that carries a checksum, in requests, trailers and responses. */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => HEADER_PREFIX + algorithm;

/** Whether the request carries something that proves its body, as DeleteObjects must. */
export function hasIntegrityHeader(request: S3Request): boolean {
  return header(request, 'content-md5') !== undefined || NAMES.some(name => header(request, checksumHeader(name)) !== undefined);
}

/**
 * Checks the body against every digest that the request sent (`Content-MD5`, `x-amz-content-sha256`, one `x-amz-checksum-*` as a header or
 * trailer), and returns the checksum to keep: the client's, or CRC-64/NVME as on S3.
 */
export function verifyChecksums(request: S3Request, body: Buffer, trailers: ReadonlyMap<string, string>): Checksum {
  verifyMd5(header(request, 'content-md5'), body);
  verifyPayloadHash(header(request, 'x-amz-content-sha256'), body);
  verifyTrailerIsThere(header(request, 'x-amz-trailer'), trailers);
  const sent = NAMES.flatMap(algorithm => {
    const name = checksumHeader(algorithm);
    const value = header(request, name) ?? trailers.get(name);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (sent.length > 1) throw new S3Failure('InvalidRequest', { message: 'Expecting a single x-amz-checksum- header' });
  const [checksum] = sent;
  if (checksum === undefined) return { algorithm: 'crc64nvme', value: crc64nvme(body).toString('base64') };
  verifyChecksum(checksum, body);
  return checksum;
}

function verifyChecksum({ algorithm, value }: Checksum, body: Buffer): void {
  const expected = ALGORITHMS[algorithm](body);
  if (Buffer.from(value, 'base64').length !== expected.length) {
    throw new S3Failure('InvalidRequest', {
      message: `Value for ${checksumHeader(algorithm)} header is invalid.`,
    });
  }
  if (expected.toString('base64') !== value) {
    throw new S3Failure('BadDigest', {
      message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    });
  }
}

function verifyMd5(value: string | undefined, body: Buffer): void {
  if (value === undefined) return;
  if (Buffer.from(value, 'base64').length !== MD5_BYTES) throw new S3Failure('InvalidDigest');
  if (createHash('md5').update(body).digest('base64') !== value) {
    throw new S3Failure('BadDigest', {
      message: 'The Content-MD5 you specified did not match what we received.',
    });
  }
}

/** Only a hex digest is one: `UNSIGNED-PAYLOAD` and `STREAMING-...` say that there is none. */
function verifyPayloadHash(value: string | undefined, body: Buffer): void {
  if (value === undefined || !/^[0-9a-f]{64}$/.test(value)) return;
  if (createHash('sha256').update(body).digest('hex') !== value) throw new S3Failure('XAmzContentSHA256Mismatch');
}

function verifyTrailerIsThere(declared: string | undefined, trailers: ReadonlyMap<string, string>): void {
  if (declared !== undefined && !trailers.has(declared.toLowerCase())) throw new S3Failure('MalformedTrailerError');
}
