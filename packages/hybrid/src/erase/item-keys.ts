import { ARCHIVE_ATTRIBUTE, type ReadonlyRow, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { keySourceOf } from '../pointer/key-source.js';
import { KeyTemplate, type KeyTemplateSource } from '../pointer/key-template.js';
import { KeyTemplateError } from '../pointer/key-template-error.js';
import { DATE_DIGITS, type KeyTemplatePart } from '../pointer/key-template-part.js';
import { isSafeKey } from '../pointer/key-template-prefix.js';
import { withoutAttempt } from '../pointer/key-template-shorten.js';
import type { ArchiveStore } from '../store/archive-store.js';
import { listKeys } from './list-keys.js';

/** No archival timestamp: only templates with dates mind. */
const ANY_TIME = new Date(0);

/** The key that an archived row names; `undefined`: none, or one that must not be touched. */
export function namedKey(row: ReadonlyRow | undefined, keyPrefix: string): string | undefined {
  const s3Key = row?.[ARCHIVE_ATTRIBUTE] === undefined ? undefined : row[S3_KEY_ATTRIBUTE]?.S;
  return s3Key !== undefined && isSafeKey(s3Key, keyPrefix) ? s3Key : undefined;
}

/**
 * How a key was found. `'certain'`: no other row of the table has such. `'dated'`: as the template gives them for some date. `'claimed'`: as the row, or an object, says,
 * which may say anything. Objects under the latter two must say that they are the item's.
 */
export type KeySource = 'certain' | 'dated' | 'claimed';

/** Keys that an item's objects have. */
export interface ItemKeys {
  readonly found: Map<string, KeySource>;
  /** Whether there may be others, which only their bodies tell: the template's dates are in a part of the key that is shortened away. */
  readonly more: boolean;
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const digitsOf = ({ kind }: KeyTemplatePart): number | undefined =>
  kind in DATE_DIGITS ? DATE_DIGITS[kind as keyof typeof DATE_DIGITS] : undefined;
const isDate = (part: KeyTemplatePart): boolean => digitsOf(part) !== undefined;

/** A pattern of the keys that a template gives an item, whenever it was archived, and what all of them begin with. */
function datedKeys({ template }: HybridEntity, source: KeyTemplateSource, keyPrefix: string): { prefix: string; pattern: RegExp } {
  const { parts } = template;
  const render = (some: readonly KeyTemplatePart[]): string => new KeyTemplate(template.template, some).render(source, '');
  const texts = parts.map(part => {
    const digits = digitsOf(part);
    return digits === undefined ? literally(render([part])) : `\\d{${digits}}`;
  });
  const prefix = keyPrefix + render(parts.slice(0, parts.findIndex(isDate)));
  return { prefix, pattern: new RegExp(`^${literally(keyPrefix)}${texts.join('')}$`) };
}

/** Looks for the keys of an item's objects, by their names. */
export async function findItemKeys(
  store: ArchiveStore,
  entities: readonly HybridEntity[],
  key: Row,
  named: readonly string[],
  keyPrefix: string,
  signal: AbortSignal | undefined,
): Promise<ItemKeys> {
  const found = new Map<string, KeySource>();
  let more = false;
  const add = async (plain: string, how: KeySource): Promise<void> => {
    if (found.has(plain)) return;
    found.set(plain, how);
    for (const own of await listKeys(store, `${plain}~`, s3Key => withoutAttempt(s3Key) === plain, signal)) found.set(own, how);
  };
  for (const entity of entities) {
    const source = keySourceOf(entity.view.table, key, ANY_TIME);
    try {
      const plain = entity.template.render(source, keyPrefix);
      if (!entity.template.parts.some(isDate)) {
        await add(plain, 'certain');
      } else if (plain.slice(keyPrefix.length).includes('~')) {
        more = true; // shortened: its hash is of the date too
      } else {
        const { prefix, pattern } = datedKeys(entity, source, keyPrefix);
        for (const s3Key of await listKeys(store, prefix, each => pattern.test(withoutAttempt(each)), signal)) found.set(s3Key, 'dated');
      }
    } catch (error) {
      if (!(error instanceof KeyTemplateError)) throw error; // such a row is never archived
    }
  }
  for (const s3Key of named) await add(withoutAttempt(s3Key), 'claimed');
  return { found, more };
}
