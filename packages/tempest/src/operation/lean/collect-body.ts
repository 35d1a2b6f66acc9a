import { Readable } from 'node:stream';

const collected = (stream: Readable): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer | string) => chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    stream.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    stream.on('error', reject);
  });

/** The same end of the stream once more, for the SDK to make its own error of. */
function failing(cause: Error): Readable {
  return new Readable({
    read() {
      this.destroy(cause);
    },
  });
}

/**
 * Reads the body of a response of Node.js, and puts what it read in its place.
 *
 * @returns `undefined` where it ended in an error, or is of another kind: the SDK knows what to do with it
 */
export async function collectBody(response: { body?: unknown }): Promise<Buffer | undefined> {
  const { body } = response;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!(body instanceof Readable)) return undefined;
  try {
    const bytes = await collected(body);
    response.body = bytes;
    return bytes;
  } catch (cause) {
    response.body = failing(cause as Error); // streams end in nothing else
    return undefined;
  }
}
