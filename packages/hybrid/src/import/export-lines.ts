import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';

/** A line is one item; more is none, and is not held. */
const MAX_LINE_BYTES = MAX_ITEM_BODY_BYTES;
const NEWLINE = 0x0a;

/** The lines of a file, and what its bytes were. */
export interface ExportLines {
  readonly lines: AsyncIterable<Uint8Array>;
  /** The MD5 of the bytes read, in base64; complete after the last line. */
  md5(): string;
}

async function* split(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const line = held === 0 ? chunk.subarray(from, at) : Buffer.concat([...rest, chunk.subarray(from, at)]);
      if (line.byteLength > 0) yield line;
      rest = [];
      held = 0;
      from = at + 1;
    }
    if (from === chunk.byteLength) continue;
    rest.push(chunk.subarray(from));
    held += chunk.byteLength - from;
    if (held > MAX_LINE_BYTES) throw new Error(`a line has more than ${MAX_LINE_BYTES} bytes, and no item does`);
  }
  if (held > 0) yield Buffer.concat(rest);
}

/** Reads a file line by line, inflating it where it is gzip, and never holds more than a line and some buffers. */
export function exportLines(bytes: AsyncIterable<Uint8Array>, path: string, signal: AbortSignal): ExportLines {
  const hash = createHash('md5');
  let digest: string | undefined;
  const hashed = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  async function* lines(): AsyncGenerator<Uint8Array, void, undefined> {
    const last = path.endsWith('.gz') ? createGunzip() : undefined;
    const source = Readable.from(bytes);
    const running = last ? pipeline(source, hashed, last, { signal, end: true }) : pipeline(source, hashed, { signal });
    running.catch(() => undefined); // whoever reads is told
    yield* split(last ?? hashed);
    await running;
    digest = hash.digest('base64');
  }
  return { lines: lines(), md5: () => digest ?? '' };
}
