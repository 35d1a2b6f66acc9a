import type { KeyTemplate } from './key-template.js';
import { KeyTemplateError } from './key-template-error.js';

/**
 * Makes sure that a template names every key of its table, without which two items would share a key.
 *
 * @throws KeyTemplateError that names the placeholder to add, or the `{sk}` to take out where the table has no sort key.
 */
export function checkTemplateAgainstTable(template: KeyTemplate, table: { readonly hasSortKey: boolean }): void {
  const names = (kind: 'partitionKey' | 'sortKey') => template.parts.some(part => part.kind === kind);
  if (!names('partitionKey')) {
    throw new KeyTemplateError(template.template, 'missing-partition-key', 'it lacks the partition key; add {pk}');
  }
  if (table.hasSortKey && !names('sortKey')) {
    throw new KeyTemplateError(template.template, 'missing-sort-key', 'it lacks the sort key of its table; add {sk}, as in "{pk}/{sk}"');
  }
  if (!table.hasSortKey && names('sortKey')) {
    throw new KeyTemplateError(template.template, 'unexpected-sort-key', 'its table has no sort key; take {sk} out');
  }
}
