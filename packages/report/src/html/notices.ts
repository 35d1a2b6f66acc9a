import { type Child, type Html, html } from './html.js';

/** Something to be told. The title says how grave it is: color alone tells nobody. */
export interface Notice {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly title: string;
  readonly text: Child;
}

export function notices(list: readonly Notice[]): Html {
  return html`<ul class="notices">
${list.map(
  ({ tone, title, text }) => html`<li class="${tone}"><strong>${title}</strong>${text}</li>
`,
)}</ul>
`;
}
