import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { escapeKeyValue } from './escape-key-value.js';
import { KeyTemplateError } from './key-template-error.js';
import { DATE_DIGITS, type KeyTemplatePart } from './key-template-part.js';
import { checkKeyPrefix } from './key-template-prefix.js';
import { shortenKey } from './key-template-shorten.js';

/** The item that a key is rendered for. */
export interface KeyTemplateSource {
  /** The stored value of the table's partition key: S, N or B. */
  readonly partitionKey: AttributeValue;
  /** The stored value of the table's sort key, where it has one. */
  readonly sortKey?: AttributeValue | undefined;
  /** The table's name, as DynamoDB knows it. */
  readonly table: string;
  /** The archival timestamp; `{yyyy}`, `{MM}` and `{dd}` are its UTC date. */
  readonly timestamp: Date;
}

/** A parsed `s3KeyTemplate`. Made by `parseKeyTemplate`. */
export class KeyTemplate {
  /** The template as it was written. */
  readonly template: string;
  readonly parts: readonly KeyTemplatePart[];

  constructor(template: string, parts: readonly KeyTemplatePart[]) {
    this.template = template;
    this.parts = parts;
  }

  /** The words that every key of it begins with; empty where it begins with a placeholder. */
  get literalStart(): string {
    const [first] = this.parts;
    return first?.kind === 'literal' ? first.text : '';
  }

  /** The same template with `{table}` filled in: what `templatesCouldMeet` compares. */
  bind(table: string): KeyTemplate {
    const name: KeyTemplatePart = {
      kind: 'literal',
      text: this.#escape(table, 'the table name'),
    };
    return new KeyTemplate(
      this.template,
      this.parts.map(part => (part.kind === 'table' ? name : part)),
    );
  }

  /**
   * The S3 key of an item, at most 1,001 bytes, so that `~` and an attempt id still fit: a longer one is shortened and ends in its SHA-256.
   *
   * @param keyPrefix goes in front as it is; empty, or ending in `/`.
   * @throws KeyTemplateError when a key value is missing, empty or not S, N or B, the timestamp has no four-digit year, or the prefix is bad.
   */
  render(source: KeyTemplateSource, keyPrefix: string): string {
    checkKeyPrefix(keyPrefix, this.template);
    let key = keyPrefix;
    for (const part of this.parts) key += this.#renderPart(part, source);
    return shortenKey(key, keyPrefix);
  }

  #renderPart(part: KeyTemplatePart, source: KeyTemplateSource): string {
    switch (part.kind) {
      case 'literal':
        return part.text;
      case 'partitionKey':
        return this.#renderValue(source.partitionKey, 'partition key');
      case 'sortKey':
        return this.#renderValue(source.sortKey, 'sort key');
      case 'table':
        return this.#escape(source.table, 'the table name');
      default:
        return this.#renderDate(part.kind, source.timestamp);
    }
  }

  #renderValue(value: AttributeValue | undefined, name: string): string {
    const text = value?.S ?? value?.N ?? (value?.B === undefined ? undefined : base64Url(value.B));
    if (text === undefined || text === '') {
      throw new KeyTemplateError(
        this.template,
        'bad-key-value',
        `the item's ${name} is missing, empty, or neither string, number nor binary; pass the row as DynamoDB returned it`,
      );
    }
    return this.#escape(text, `the item's ${name}`);
  }

  #escape(text: string, name: string): string {
    try {
      return escapeKeyValue(text);
    } catch (cause) {
      const detail = `${name} holds half of a surrogate pair, which has no place in an S3 key; correct the value`;
      throw new KeyTemplateError(this.template, 'bad-key-value', detail, {
        cause,
      });
    }
  }

  #renderDate(kind: keyof typeof DATE_DIGITS, timestamp: Date): string {
    const year = timestamp.getUTCFullYear();
    // Written this way, an invalid Date (whose year is NaN) fails too.
    if (!(year >= 0 && year <= 9999)) {
      const detail = 'the archival timestamp is not a date of the years 0000 to 9999; correct it, or leave dates out of the template';
      throw new KeyTemplateError(this.template, 'bad-timestamp', detail);
    }
    return datePart(kind, timestamp);
  }
}

/** A placeholder's digits of a date, in UTC. */
export function datePart(kind: keyof typeof DATE_DIGITS, date: Date): string {
  const number = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }[kind];
  return String(number).padStart(DATE_DIGITS[kind], '0');
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
