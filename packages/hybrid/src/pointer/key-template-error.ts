import { TempestError } from '@tempest-ts/tempest';

/** What is wrong with a template, a prefix, or a value that has no place in a key. */
export type KeyTemplateErrorReason =
  | 'empty-template'
  | 'stray-brace'
  | 'unknown-placeholder'
  | 'bad-literal'
  | 'bad-segment'
  | 'no-separator'
  | 'missing-partition-key'
  | 'missing-sort-key'
  | 'unexpected-sort-key'
  | 'bad-prefix'
  | 'bad-key-value'
  | 'bad-timestamp';

const PLACEHOLDERS = '{pk} or {partitionKey}, {sk} or {sortKey}, {table} or {tableName}, {yyyy}, {MM}, {dd}';

/** An `s3KeyTemplate` that cannot name the objects of a table, or an item that it cannot name. Nothing was read or written. */
export class KeyTemplateError extends TempestError {
  readonly code = 'INVALID_KEY_TEMPLATE';
  readonly template: string;
  readonly reason: KeyTemplateErrorReason;

  constructor(template: string, reason: KeyTemplateErrorReason, detail: string, options: { readonly cause?: unknown } = {}) {
    super(`s3KeyTemplate ${JSON.stringify(template)}: ${detail}. Placeholders: ${PLACEHOLDERS}.`, options);
    this.template = template;
    this.reason = reason;
  }
}
