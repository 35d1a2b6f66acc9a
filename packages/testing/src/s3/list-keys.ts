import type { SortedKeys } from './sorted-keys.js';

/** Where a list goes on: behind a key, or behind every key of a common prefix. */
export interface ListPosition {
  readonly kind: 'key' | 'prefix';
  readonly value: string;
}

export interface ListQuery {
  readonly prefix: string;
  /** Empty: none. */
  readonly delimiter: string;
  readonly after?: ListPosition | undefined;
  /** Keys that the list shows: those with a version it would list. */
  readonly isListed: (key: string) => boolean;
}

/** What a list shows, in UTF-8 order: keys, and in place of all keys that share a prefix up to the delimiter that prefix, once. */
export function* listKeys(keys: SortedKeys, { prefix, delimiter, after, isListed }: ListQuery): Generator<ListPosition> {
  let index = keys.firstAtOrAfter(prefix);
  if (after !== undefined) {
    index = Math.max(index, after.kind === 'key' ? keys.firstAfter(after.value) : keys.firstAfterPrefix(after.value));
  }
  for (let key = keys.at(index); key?.startsWith(prefix); key = keys.at(index)) {
    if (!isListed(key)) {
      index++;
      continue;
    }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      index++;
      yield { kind: 'key', value: key };
    } else {
      const common = key.slice(0, end + delimiter.length);
      index = keys.firstAfterPrefix(common);
      yield { kind: 'prefix', value: common };
    }
  }
}
