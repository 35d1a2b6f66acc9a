import { gunzip } from 'node:zlib';
import { BodyFormatError } from './body-format-error.js';

/** Whether bytes start as gzip does. JSON never does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates gzip of one member or several, off the main thread. Never holds much more than `maxBytes`, whatever the bytes claim to inflate to.
 *
 * @throws BodyFormatError: `not-gzip`, `truncated`, `corrupt` (also when something follows the gzip), or `too-large`.
 */
export function inflateBody(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (!isGzip(bytes)) return Promise.reject(new BodyFormatError('not-gzip', 'The archived body is not gzip'));
  return new Promise((resolve, reject) => {
    // `info` is not in Node's types: the result is then the engine beside the buffer. The engine tells how much input it used.
    const done = (cause: NodeJS.ErrnoException | null, result: unknown): void => {
      if (cause !== null) {
        reject(inflateError(cause, maxBytes));
        return;
      }
      const { buffer, engine } = result as {
        readonly buffer: Uint8Array;
        readonly engine: { readonly bytesWritten: number };
      };
      if (engine.bytesWritten === bytes.byteLength) resolve(buffer);
      // zlib lets zeros follow in silence: a file that was grown, and not by us.
      else reject(new BodyFormatError('corrupt', 'Something follows the gzip of the archived body'));
    };
    gunzip(bytes, { maxOutputLength: maxBytes, info: true }, done);
  });
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
