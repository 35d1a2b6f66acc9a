import { isUtf8 } from 'node:buffer';
import { BodyFormatError } from './body-format-error.js';
import { exactDouble } from './normalize-number.js';

/** Parsed JSON that is an object. Its own properties only: a key of the file may be called `constructor`. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads bytes as one JSON object.
 *
 * @param checksNumbers `false` where whoever reads compares what comes of it with what was written
 * @throws BodyFormatError when they are anything else, or hold a number that a double would change
 */
export function parseJsonObject(bytes: Uint8Array, checksNumbers = true): JsonObject {
  // Node's decoders replace bad bytes silently, and a replaced byte is a lost one.
  if (!isUtf8(bytes)) throw new BodyFormatError('not-utf8', 'The archived body is not UTF-8 text');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new BodyFormatError('not-json', 'The archived body is not the JSON of one item', { cause });
  }
  if (!isJsonObject(parsed)) throw new BodyFormatError('not-an-item', 'The archived body is JSON, but not an object');
  if (checksNumbers) checkNumbers(text);
  return parsed;
}

/** A number that a double changes has at least 16 digits, or an exponent of three. Most bodies have no such run of characters at all. */
const SUSPECT = /[\d.]{16}|[eE][+-]?\d{3}/;

/** `JSON.parse` rounds what does not fit a double without a word. `text` is valid JSON by now. */
function checkNumbers(text: string): void {
  if (!SUSPECT.test(text)) return;
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    for (const [number] of text.slice(at, end).matchAll(/[-+.\deE]{16,}|-?[\d.]+[eE][-+]?\d+/g)) {
      if (/\d/.test(number) && exactDouble(number) === undefined) {
        throw new BodyFormatError(
          'inexact-number',
          `The number ${number.slice(0, 50)} would lose digits; write it as a string with the type "N"`,
        );
      }
    }
    at = quote === -1 ? text.length : endOfString(text, quote);
  }
}

/** Where the string that opens at `quote` has ended. */
function endOfString(text: string, quote: number): number {
  let close = text.indexOf('"', quote + 1);
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close + 1;
}

/** Whether an odd number of backslashes stands before a character. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}
