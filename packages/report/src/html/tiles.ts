import { type Html, html } from './html.js';

/** A number to see first. */
export interface Tile {
  readonly title: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly tone?: 'good' | 'warn' | 'bad' | undefined;
}

export function tiles(list: readonly Tile[]): Html {
  const each = ({ title, value, note, tone }: Tile): Html =>
    html`<div class="tile ${tone ?? 'plain'}"><dt>${title}</dt><dd><span class="value">${value}</span>${note !== undefined && html`<br><span class="note">${note}</span>`}</dd></div>
`;
  return html`<dl class="tiles">
${list.map(each)}</dl>
`;
}
