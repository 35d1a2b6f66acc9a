import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gzipAsync = promisify(gzip);

/** zlib's smallest and largest windows, as powers of two. */
const MIN_WINDOW_BITS = 9;
const MAX_WINDOW_BITS = 15;

export interface CompressOptions {
  /** 1 (fastest) to 9 (smallest); 6 by default. */
  readonly level?: number;
}

/** Compresses a body with gzip, off the main thread. */
export function compressBody(bytes: Uint8Array, options: CompressOptions = {}): Promise<Uint8Array> {
  // A window larger than the body finds nothing more, but zlib fills a quarter of a megabyte for it: twice the time, for items of 1 KB.
  const windowBits = Math.min(MAX_WINDOW_BITS, Math.max(MIN_WINDOW_BITS, Math.ceil(Math.log2(bytes.byteLength + 1))));
  return gzipAsync(bytes, {
    level: options.level ?? 6,
    windowBits,
    memLevel: Math.min(8, windowBits - 6),
  });
}
