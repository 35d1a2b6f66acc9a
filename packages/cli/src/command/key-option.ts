import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnyBoundKey } from '@tempest-ts/hybrid';
import type { CliDb } from '../connection/connect.js';
import { CliError } from '../errors.js';

/** An inline view, of which only the making of keys is known here. */
export interface KeyedView {
  key(fields: object): AnyBoundKey;
}

/** How items are named on the command line. */
export interface KeyOptions {
  readonly view?: string | undefined;
  readonly key?: readonly string[] | undefined;
  readonly keys?: string | undefined;
}

/** The names of the inline views of a database, as the command line takes them. */
export function inlineViews(db: CliDb): readonly string[] {
  return db.describe().flatMap(table => table.views.filter(view => view.index === undefined).map(view => `${table.property}.${view.name}`));
}

/**
 * A view by its name: `users.sessions`. Where the database has only one, it need not be named.
 *
 * @throws CliError
 */
export function viewNamed(db: CliDb, name: string | undefined): KeyedView {
  const names = inlineViews(db);
  const wanted = name ?? (names.length === 1 ? names[0] : undefined);
  if (wanted === undefined || !names.includes(wanted)) {
    const why = name === undefined ? 'Say which view the keys are of' : `There is no inline view ${name}`;
    throw new CliError(`${why}: --view ${names.join(' | ')}.`);
  }
  const [table = '', view = ''] = wanted.split('.');
  return (db as unknown as Readonly<Record<string, Readonly<Record<string, KeyedView>>>>)[table]?.[view] as KeyedView; // `describe` just named it
}

/** `{"$date": "..."}`, `{"$bigint": "..."}` and `{"$bytes": "<base64>"}` stand for what JSON has no word for. */
function revive(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return value;
  const { $date, $bigint, $bytes } = value as Readonly<Record<string, unknown>>;
  if (typeof $date === 'string') return new Date($date);
  if (typeof $bigint === 'string') return BigInt($bigint);
  return typeof $bytes === 'string' ? new Uint8Array(Buffer.from($bytes, 'base64')) : value;
}

/** @throws CliError */
export function jsonFields(text: string, option: string): object {
  try {
    const value: unknown = JSON.parse(text, revive);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new CliError(
      `${option}: ${JSON.stringify(text)} is no JSON (${(cause as Error).message}). It takes the key's properties: '{"userId":"u1","sessionId":"s1"}'.`,
      undefined,
      { cause },
    );
  }
  throw new CliError(
    `${option}: ${JSON.stringify(text)} is no JSON object. It takes the key's properties: '{"userId":"u1","sessionId":"s1"}'.`,
  );
}

/** The lines of a file that are not empty. */
function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line.trim() !== '');
  } catch (cause) {
    throw new CliError(`--keys: ${file} cannot be read: ${(cause as Error).message}`, undefined, { cause });
  }
}

/**
 * The keys that a command line names.
 *
 * @throws CliError, InvalidKeyError
 */
export function keysOf(db: CliDb, { view, key = [], keys }: KeyOptions, cwd: string): readonly AnyBoundKey[] {
  const texts = [
    ...key.map(text => ['--key', text] as const),
    ...(keys === undefined ? [] : lines(resolve(cwd, keys)).map(text => ['--keys', text] as const)),
  ];
  const keyed = viewNamed(db, view);
  return texts.map(([option, text]) => keyed.key(jsonFields(text, option)));
}
