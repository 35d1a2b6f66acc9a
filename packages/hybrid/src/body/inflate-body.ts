import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { BodyFormatError } from './body-format-error.js';
import { MAX_INLINE_BYTES } from './compress-body.js';

const gunzipAsync = promisify(gunzip);

/** Whether bytes start as gzip does. JSON never does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** zlib's answer with `info: true`, which Node's types leave out: the engine tells how much input it used. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * Inflates gzip of one member or several; what may become large, off the main thread. Never holds much more than `maxBytes`, whatever the bytes claim to
 * inflate to.
 *
 * @throws BodyFormatError: `not-gzip`, `truncated`, `corrupt` (also when something follows the gzip), or `too-large`.
 */
export async function inflateBody(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (!isGzip(bytes)) throw new BodyFormatError('not-gzip', 'The archived body is not gzip');
  const options = { maxOutputLength: maxBytes, info: true };
  let inflated: Inflated;
  try {
    const result: unknown = maxBytes <= MAX_INLINE_BYTES ? gunzipSync(bytes, options) : await gunzipAsync(bytes, options);
    inflated = result as Inflated;
  } catch (cause) {
    throw inflateError(cause as NodeJS.ErrnoException, maxBytes); // zlib throws nothing else
  }
  // zlib lets zeros follow in silence: a file that was grown, and not by us.
  if (inflated.engine.bytesWritten !== bytes.byteLength)
    throw new BodyFormatError('corrupt', 'Something follows the gzip of the archived body');
  return inflated.buffer;
}

function inflateError(cause: NodeJS.ErrnoException, maxBytes: number): BodyFormatError {
  switch (cause.code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return new BodyFormatError('too-large', `The archived body inflates to more than the ${maxBytes} bytes that are expected`, { cause });
    case 'Z_BUF_ERROR':
      return new BodyFormatError('truncated', 'The gzip of the archived body ends too soon', { cause });
    default:
      return new BodyFormatError('corrupt', 'The gzip of the archived body is damaged', { cause });
  }
}
