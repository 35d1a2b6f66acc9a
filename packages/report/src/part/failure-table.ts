import { count, counted } from '../format/numbers.js';
import { type Html, html } from '../html/html.js';
import { table } from '../html/table.js';

/** What failed of one item. */
export interface Failure {
  readonly table: string;
  /** Its class, or what it is known by. */
  readonly entity: string | undefined;
  /** Where, or in which way. */
  readonly kind: string;
  readonly cause: unknown;
}

/** What an error is called in the docs: its message may quote an item. */
function nameOf(cause: unknown): string {
  const { code, name } = (cause ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown error';
}

/**
 * Failures by what they have in common. Neither keys nor messages are told: both may hold what is in the items, and a report is passed on.
 *
 * @param total how many there are, of which the first are listed
 */
export function failureTable(caption: string, failures: readonly Failure[], total: number, kind: string): Html {
  const groups = new Map<string, Failure & { readonly error: string; readonly items: number }>();
  for (const failure of failures) {
    const error = nameOf(failure.cause);
    const id = JSON.stringify([failure.table, failure.entity, failure.kind, error]);
    groups.set(id, { ...failure, error, items: (groups.get(id)?.items ?? 0) + 1 });
  }
  const rows = [...groups.values()].sort((a, b) => b.items - a.items);
  const first = failures.length < total ? `The first ${count(failures.length)} of ${counted(total, 'failure')}. ` : '';
  return html`${table(
    caption,
    [{ title: 'Table' }, { title: 'Entity' }, { title: kind }, { title: 'Error' }, { title: 'Items', isNumber: true }],
    rows.map(row => ({ cells: [row.table, row.entity ?? 'not known', row.kind, html`<code>${row.error}</code>`, count(row.items)] })),
  )}
<p class="quiet">${first}Which items these are, and what each error says, is in the output of the same command with <code>--json</code>: keys are left out here.</p>
`;
}
