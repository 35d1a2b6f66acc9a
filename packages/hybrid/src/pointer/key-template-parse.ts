import { occursInEscapedValue } from './escape-key-value.js';
import { KeyTemplate } from './key-template.js';
import { KeyTemplateError } from './key-template-error.js';
import type { KeyTemplatePart } from './key-template-part.js';

const PLACEHOLDERS: ReadonlyMap<string, KeyTemplatePart> = new Map([
  ['pk', { kind: 'partitionKey' }],
  ['partitionKey', { kind: 'partitionKey' }],
  ['sk', { kind: 'sortKey' }],
  ['sortKey', { kind: 'sortKey' }],
  ['table', { kind: 'table' }],
  ['tableName', { kind: 'table' }],
  ['yyyy', { kind: 'year' }],
  ['MM', { kind: 'month' }],
  ['dd', { kind: 'day' }],
] as const);

/**
 * Reads an `s3KeyTemplate`, such as `sessions/{pk}/{sk}.json`. A template that parses gives two items of one table two keys, once
 * `checkTemplateAgainstTable` agrees that it names every key of the table.
 *
 * @throws KeyTemplateError for an unknown placeholder, a stray brace, a segment that is empty, `.` or `..`, a leading slash, control
 *   characters, `~`, or two values with nothing between them that keeps them apart.
 */
export function parseKeyTemplate(template: string): KeyTemplate {
  if (template === '') throw new KeyTemplateError(template, 'empty-template', 'it is empty; write one such as "items/{pk}/{sk}.json"');
  const parts = splitParts(template);
  checkLiterals(template, parts);
  checkSegments(template, parts);
  checkSeparators(template, parts);
  return new KeyTemplate(template, parts);
}

function splitParts(template: string): readonly KeyTemplatePart[] {
  const parts: KeyTemplatePart[] = [];
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (piece.startsWith('{') && piece.endsWith('}')) {
      const part = PLACEHOLDERS.get(piece.slice(1, -1));
      if (part === undefined) {
        throw new KeyTemplateError(
          template,
          'unknown-placeholder',
          `${piece} is not a placeholder; use one of those listed, spelt exactly`,
        );
      }
      parts.push(part);
    } else {
      if (/[{}]/.test(piece)) {
        throw new KeyTemplateError(template, 'stray-brace', `a brace in ${JSON.stringify(piece)} has no partner; close it or take it out`);
      }
      parts.push({ kind: 'literal', text: piece });
    }
  }
  return parts;
}

function checkLiterals(template: string, parts: readonly KeyTemplatePart[]): void {
  for (const part of parts) {
    // Half a surrogate pair has no UTF-8: what S3 stored would not be what the pointer says.
    if (part.kind === 'literal' && /[\p{Cc}\p{Surrogate}~]/u.test(part.text)) {
      throw new KeyTemplateError(
        template,
        'bad-literal',
        'it holds a control character, half of a surrogate pair, or "~" (which marks attempts and shortened keys); take that out',
      );
    }
  }
}

function checkSegments(template: string, parts: readonly KeyTemplatePart[]): void {
  // A rendered placeholder is never empty and never a dot, so any letter can stand for it.
  const outline = parts.map(part => (part.kind === 'literal' ? part.text : 'x')).join('');
  const bad = outline.split('/').find(segment => segment === '' || segment === '.' || segment === '..');
  if (bad !== undefined) {
    const detail = bad === '' ? 'it starts or ends with "/" or has "//" in it; take that slash out' : `take the segment "${bad}" out`;
    throw new KeyTemplateError(template, 'bad-segment', detail);
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
