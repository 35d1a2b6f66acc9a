import type { Report } from '../harness/suite.js';
import { textTable } from '../measure/text-table.js';

/** A report for the terminal. */
export function reportText({ tables, faults }: Report): string {
  return [
    ...tables.map(({ caption, head, rows }) => `${caption}\n\n${textTable(head, rows)}`),
    ...faults.map(fault => `FAILED: ${fault}`),
  ].join('\n\n');
}
