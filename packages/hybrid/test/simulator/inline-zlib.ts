import { syncBuiltinESMExports } from 'node:module';
import zlib, { type InputType, type ZlibOptions } from 'node:zlib';

/**
 * Has what zlib does in threads be done at once: a simulation in which something happens by itself would be another each time. To be imported before the engine is, which takes
 * zlib's functions as it is loaded.
 */
const { gunzip, gzip, gunzipSync, gzipSync } = zlib;

type Callback = (error: Error | null, result?: Buffer) => void;

const atOnce =
  (run: (input: InputType, options: ZlibOptions) => Buffer) =>
  (input: InputType, options: ZlibOptions, done: Callback): void => {
    try {
      done(null, run(input, options));
    } catch (error) {
      done(error as Error); // zlib throws nothing else
    }
  };

Object.assign(zlib, { gunzip: atOnce(gunzipSync), gzip: atOnce(gzipSync) });
syncBuiltinESMExports();

/** Gives other programs in this process zlib's threads back. */
export function restoreZlib(): void {
  Object.assign(zlib, { gunzip, gzip });
  syncBuiltinESMExports();
}
