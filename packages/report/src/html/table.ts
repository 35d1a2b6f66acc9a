import { type Child, type Html, html } from './html.js';

/** A column of a table: numbers to the right. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** A heading above this column's and its neighbours' of the same group. */
  readonly group?: string;
}

/** A row: the first cell names it. */
export interface TableRow {
  readonly cells: readonly Child[];
  /** Stands out, with what a screen reader says of it at the first cell. */
  readonly mark?: string | undefined;
}

const side = ({ isNumber }: Column): string => (isNumber ? 'number' : 'word');

/** One row of titles, or two where some have a heading above them. */
function head(columns: readonly Column[]): Html {
  const isGrouped = columns.some(({ group }) => group !== undefined);
  const title = (column: Column): Html => html`<th scope="col" class="${side(column)}">${column.title}</th>`;
  if (!isGrouped) return html`<tr>${columns.map(title)}</tr>`;
  const upper = columns.flatMap((column, place) => {
    const { group } = column;
    if (group === undefined) return [html`<th scope="col" rowspan="2" class="${side(column)}">${column.title}</th>`];
    if (columns[place - 1]?.group === group) return [];
    return [html`<th scope="colgroup" colspan="${columns.filter(each => each.group === group).length}" class="group">${group}</th>`];
  });
  return html`<tr>${upper}</tr>
<tr>${columns.filter(({ group }) => group !== undefined).map(title)}</tr>`;
}

/** A table that scrolls by itself where it is wider than the page, by keyboard too. */
export function table(caption: string, columns: readonly Column[], rows: readonly TableRow[]): Html {
  const body = rows.map(({ cells, mark }) => {
    const [name, ...rest] = cells;
    const note = mark === undefined ? undefined : html` <span class="mark">${mark}</span>`;
    const others = rest.map((cell, place) => html`<td class="${side(columns[place + 1] ?? { title: '' })}">${cell}</td>`);
    return html`<tr${mark === undefined ? undefined : html` class="marked"`}><th scope="row" class="${side(columns[0] ?? { title: '' })}">${name}${note}</th>${others}</tr>
`;
  });
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead>${head(columns)}</thead>
<tbody>
${body}</tbody>
</table></div>
`;
}
