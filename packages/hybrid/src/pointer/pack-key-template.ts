import { escapeKeyValue } from './escape-key-value.js';
import { datePart } from './key-template.js';
import { KeyTemplateError } from './key-template-error.js';
import { COMMON_PLACEHOLDERS, type Placeholders, parseTemplateParts } from './key-template-parse.js';
import { DATE_DIGITS, type PackKeyPart } from './key-template-part.js';
import { MAX_S3_KEY_BYTES } from './key-template-shorten.js';

/** What a pack's key says. */
export interface PackKeySource {
  /** When its run began; `{yyyy}`, `{MM}` and `{dd}` are its UTC date. */
  readonly runAt: Date;
  /** Of the run. */
  readonly run: string;
  /** Of the pack. */
  readonly attempt: string;
}

export const DEFAULT_PACK_KEY_TEMPLATE = 'packs/{table}/{entity}/{yyyy}-{MM}-{dd}/{run}-{attempt}.json.gz';

const PLACEHOLDERS: Placeholders<PackKeyPart> = {
  ...COMMON_PLACEHOLDERS,
  entity: { kind: 'entity' },
  run: { kind: 'run' },
  attempt: { kind: 'attempt' },
};

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Names packs, so that no two ever have one key. */
export class PackKeyTemplate {
  /** As it was written. */
  readonly template: string;
  readonly parts: readonly PackKeyPart[];

  private constructor(template: string, parts: readonly PackKeyPart[]) {
    this.template = template;
    this.parts = parts;
  }

  /** @throws KeyTemplateError */
  static parse(template: string): PackKeyTemplate {
    const fail = (reason: 'missing-attempt' | 'bad-literal', detail: string): never => {
      throw new KeyTemplateError(template, reason, detail, { option: 'packKeyTemplate' });
    };
    const parts = parseTemplateParts('packKeyTemplate', template, PLACEHOLDERS, DEFAULT_PACK_KEY_TEMPLATE);
    if (!parts.some(({ kind }) => kind === 'attempt')) fail('missing-attempt', 'two packs could have one key; add {attempt}');
    // Athena and DuckDB tell gzip by the name.
    if (!template.endsWith('.gz')) fail('bad-literal', 'what reads packs tells by the name that they are gzip; end it in ".json.gz"');
    return new PackKeyTemplate(template, parts);
  }

  /** The words that every key of it begins with; empty where it begins with a placeholder. */
  get literalStart(): string {
    let start = '';
    for (const part of this.parts) {
      if (part.kind !== 'literal') break;
      start += part.text;
    }
    return start;
  }

  /** The same with `{table}` filled in. */
  bindTable(table: string): PackKeyTemplate {
    return this.#fill('table', table);
  }

  /** The same with `{table}` and `{entity}` filled in. */
  bind(table: string, entity: string): PackKeyTemplate {
    return this.bindTable(table).#fill('entity', entity);
  }

  #fill(kind: 'table' | 'entity', name: string): PackKeyTemplate {
    const literal: PackKeyPart = { kind: 'literal', text: escapeKeyValue(name) };
    return new PackKeyTemplate(
      this.template,
      this.parts.map(part => (part.kind === kind ? literal : part)),
    );
  }

  /** Whether a key is one that a bound template gives some run's pack of this attempt. */
  couldGive(s3Key: string, attempt: string, keyPrefix: string): boolean {
    const patterns = this.parts.map(part => {
      if (part.kind === 'literal') return literally(part.text);
      if (part.kind === 'attempt') return literally(attempt);
      return part.kind in DATE_DIGITS ? `\\d{${DATE_DIGITS[part.kind as keyof typeof DATE_DIGITS]}}` : '[\\w-]+';
    });
    return new RegExp(`^${literally(keyPrefix)}${patterns.join('')}$`).test(s3Key);
  }

  /** The key of a bound template's pack. @throws KeyTemplateError where it is longer than S3 takes */
  render({ runAt, run, attempt }: PackKeySource, keyPrefix: string): string {
    const key = this.parts.reduce((front, part) => {
      if (part.kind === 'literal') return front + part.text;
      if (part.kind === 'run') return front + run;
      if (part.kind === 'attempt') return front + attempt;
      return part.kind === 'table' || part.kind === 'entity' ? front : front + datePart(part.kind, runAt);
    }, keyPrefix);
    if (Buffer.byteLength(key) <= MAX_S3_KEY_BYTES) return key;
    const detail = `a key of it has ${Buffer.byteLength(key)} bytes, and S3 takes ${MAX_S3_KEY_BYTES}; shorten it, or keyPrefix`;
    throw new KeyTemplateError(this.template, 'bad-literal', detail, { option: 'packKeyTemplate' });
  }
}
