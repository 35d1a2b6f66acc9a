import { type Child, type Html, html } from '../html/html.js';

/** What a color of a plot stands for; the class is of the style sheet. */
export interface KeyEntry {
  readonly className: string;
  readonly name: string;
}

/** A plot under its heading, with the same as numbers beside it. */
export interface Figure {
  readonly title: string;
  /** What to see in it. */
  readonly words?: Child;
  readonly key?: readonly KeyEntry[];
  readonly plot: Html;
  readonly table: Html;
}

export function figure({ title, words, key, plot, table }: Figure): Html {
  const entries = key?.map(({ className, name }) => html`<li class="${className}">${name}</li>`);
  return html`<div class="figure">
<div class="words"><h3>${title}</h3>
${words !== undefined && html`<p class="quiet">${words}</p>`}</div>
<div>${entries && html`<ul class="key">${entries}</ul>`}
${plot}</div>
<div>${table}</div>
</div>
`;
}
