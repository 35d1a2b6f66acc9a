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
  | 'missing-attempt'
  | 'unexpected-sort-key'
  | 'bad-prefix'
  | 'bad-key-value'
  | 'bad-timestamp';

/** The options that are templates, and what each may hold. */
const PLACEHOLDERS = {
  s3KeyTemplate: '{pk} or {partitionKey}, {sk} or {sortKey}, {table} or {tableName}, {yyyy}, {MM}, {dd}',
  packKeyTemplate: '{table} or {tableName}, {entity}, {yyyy}, {MM}, {dd}, {run}, {attempt}',
};

/** Which option a template is. */
export type KeyTemplateOption = keyof typeof PLACEHOLDERS;

/** An `s3KeyTemplate` or `packKeyTemplate` that cannot name the objects of a table, or an item that it cannot name. Nothing was read or written. */
export class KeyTemplateError extends TempestError {
  readonly code = 'INVALID_KEY_TEMPLATE';
  readonly template: string;
  readonly reason: KeyTemplateErrorReason;

  constructor(
    template: string,
    reason: KeyTemplateErrorReason,
    detail: string,
    { option = 's3KeyTemplate', ...options }: { readonly cause?: unknown; readonly option?: KeyTemplateOption } = {},
  ) {
    super(`${option} ${JSON.stringify(template)}: ${detail}. Placeholders: ${PLACEHOLDERS[option]}.`, options);
    this.template = template;
    this.reason = reason;
  }
}
