import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/** The lines of a gzipped text file, a chunk of it at a time in memory; at most `limit` of them. */
export async function* gzipLines(file: string, limit = Number.POSITIVE_INFINITY): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  // The callback is needed, and has nothing to do: a failure reaches the loop as the stream's error.
  const chunks: AsyncIterable<Buffer> = pipeline(createReadStream(file), createGunzip(), () => {});
  let left = limit;
  let partial = '';
  for await (const chunk of chunks) {
    const lines = (partial + decoder.write(chunk)).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) {
      if (left <= 0) return;
      left -= 1;
      yield line;
    }
  }
  if (partial !== '' && left > 0) yield partial;
}
