import { occursInEscapedValue } from './escape-key-value.js';
import { KeyTemplate } from './key-template.js';
import { KeyTemplateError, type KeyTemplateErrorReason, type KeyTemplateOption } from './key-template-error.js';
import type { CommonPart, KeyTemplatePart, LiteralPart } from './key-template-part.js';

/** What may stand between braces. */
export type Placeholders<P> = Readonly<Record<string, P>>;

/** The placeholders of every template. */
export const COMMON_PLACEHOLDERS: Placeholders<CommonPart> = {
  table: { kind: 'table' },
  tableName: { kind: 'table' },
  yyyy: { kind: 'year' },
  MM: { kind: 'month' },
  dd: { kind: 'day' },
};
const PLACEHOLDERS: Placeholders<KeyTemplatePart> = {
  ...COMMON_PLACEHOLDERS,
  pk: { kind: 'partitionKey' },
  partitionKey: { kind: 'partitionKey' },
  sk: { kind: 'sortKey' },
  sortKey: { kind: 'sortKey' },
};

/**
 * Reads an `s3KeyTemplate`, such as `sessions/{pk}/{sk}.json`. A template that parses gives two items of one table two keys, once
 * `checkTemplateAgainstTable` agrees that it names every key of the table.
 *
 * @throws KeyTemplateError for an unknown placeholder, a stray brace, a segment that is empty, `.` or `..`, a leading slash, control
 *   characters, `~`, or two values with nothing between them that keeps them apart.
 */
export function parseKeyTemplate(template: string): KeyTemplate {
  const parts = parseTemplateParts('s3KeyTemplate', template, PLACEHOLDERS, 'items/{pk}/{sk}.json');
  checkSeparators(template, parts);
  return new KeyTemplate(template, parts);
}

/**
 * Reads a template of any kind, as far as all are alike.
 *
 * @param example for an error to show
 * @throws KeyTemplateError
 */
export function parseTemplateParts<P extends { readonly kind: string }>(
  option: KeyTemplateOption,
  template: string,
  placeholders: Placeholders<P>,
  example: string,
): readonly (P | LiteralPart)[] {
  const fail: Fail = (reason, detail) => {
    throw new KeyTemplateError(template, reason, detail, { option });
  };
  if (template === '') fail('empty-template', `it is empty; write one such as "${example}"`);
  const parts = splitParts(template, placeholders, fail);
  checkLiterals(parts, fail);
  checkSegments(parts, fail);
  return parts;
}

type Fail = (reason: KeyTemplateErrorReason, detail: string) => never;

function splitParts<P>(template: string, placeholders: Placeholders<P>, fail: Fail): readonly (P | LiteralPart)[] {
  const parts: (P | LiteralPart)[] = [];
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (piece.startsWith('{') && piece.endsWith('}')) {
      const name = piece.slice(1, -1);
      const part = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
      parts.push(part ?? fail('unknown-placeholder', `${piece} is not a placeholder; use one of those listed, spelt exactly`));
    } else {
      if (/[{}]/.test(piece)) fail('stray-brace', `a brace in ${JSON.stringify(piece)} has no partner; close it or take it out`);
      parts.push({ kind: 'literal', text: piece });
    }
  }
  return parts;
}

type AnyPart = LiteralPart | { readonly kind: string };
const textOf = (part: AnyPart): string | undefined => ('text' in part ? part.text : undefined);

function checkLiterals(parts: readonly AnyPart[], fail: Fail): void {
  for (const part of parts) {
    // Half a surrogate pair has no UTF-8: what S3 stored would not be what the pointer says.
    if (/[\p{Cc}\p{Surrogate}~]/u.test(textOf(part) ?? '')) {
      fail(
        'bad-literal',
        'it holds a control character, half of a surrogate pair, or "~" (which marks attempts and shortened keys); take that out',
      );
    }
  }
}

function checkSegments(parts: readonly AnyPart[], fail: Fail): void {
  // A rendered placeholder is never empty and never a dot, so any letter can stand for it.
  const outline = parts.map(part => textOf(part) ?? 'x').join('');
  const bad = outline.split('/').find(segment => segment === '' || segment === '.' || segment === '..');
  if (bad !== undefined) {
    const detail = bad === '' ? 'it starts or ends with "/" or has "//" in it; take that slash out' : `take the segment "${bad}" out`;
    fail('bad-segment', detail);
  }
}

/**
 * `{pk}-{sk}` would give ('a-b', 'c') and ('a', 'b-c') one key. A character that no escaped value holds tells where a value ends; dates
 * do not, their digits may be the value's own.
 */
function checkSeparators(template: string, parts: readonly KeyTemplatePart[]): void {
  let separated = true;
  for (const part of parts) {
    if (part.kind === 'literal') {
      separated ||= [...part.text].some(character => !occursInEscapedValue(character));
    } else if (part.kind === 'partitionKey' || part.kind === 'sortKey') {
      if (!separated) {
        throw new KeyTemplateError(
          template,
          'no-separator',
          'two key values stand with nothing between them that cannot be part of a value, so two items could share a key; put "/" (or "#", "=", ":") between them',
        );
      }
      separated = false;
    }
  }
}
