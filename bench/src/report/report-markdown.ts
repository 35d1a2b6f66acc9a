import type { RunNote } from '../harness/sample-file.js';
import type { Report, ReportTable, Suite } from '../harness/suite.js';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** `1.5 (1.2–1.9)`, `187 MiB`, `–`. */
const isFigure = (cell: string): boolean => /^[\d–]/.test(cell);

function tableMarkdown({ caption, head, rows }: ReportTable): string {
  const rule = head.map((_, column) => (rows.every(row => isFigure(row[column] ?? '')) ? '---:' : '---'));
  return [`${caption}:`, '', row(head), row(rule), ...rows.map(row)].join('\n');
}

const BUSY = ' **The machine had more to do than it has cores, so these times are not to be relied on**; counts and bytes are.';

/** What the numbers depend on. */
function noteMarkdown({ startedAt, machine, load, cores, rounds }: RunNote): string {
  const many = rounds === 1 ? '1 round' : `${rounds} rounds, interleaved; medians, with the least and the most`;
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${machine}, load ${load.toFixed(1)} at the start; ${many}.${load > cores ? BUSY : ''}`;
}

/** A suite's part of RESULTS.md. */
export function reportMarkdown({ name, title, about }: Suite, { tables, plots, faults }: Report, note: RunNote): string {
  return [
    `## ${title}`,
    about,
    `\`npm run bench -- ${name}\`: ${noteMarkdown(note)}`,
    ...tables.map(tableMarkdown),
    ...plots.map(plot => `![${plot.title}](plots/${plot.name}.svg)`),
    ...faults.map(fault => `**Does not hold:** ${fault}`),
  ].join('\n\n');
}
