const REPLACEMENTS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** What no HTML document may hold, not even as a reference: controls, lone surrogates. */
const UNSPEAKABLE = /(?![\t\n\r])\p{Control}|\p{Surrogate}/gu;

/** HTML that was made by `html`, or by what draws plots: everything else is text. */
export class Html {
  readonly text: string;

  /** @param text HTML, trusted as it is */
  constructor(text: string) {
    this.text = text;
  }
}

/** What `html` takes: text and numbers are escaped, lists joined, `undefined` and `false` left out. */
export type Child = Html | string | number | undefined | false | readonly Child[];

/** Text for any place of a document where text may stand, quoted attributes included. */
export const escapeText = (text: string): string =>
  text.replace(UNSPEAKABLE, '\u{fffd}').replace(/[&<>"']/g, character => REPLACEMENTS[character] ?? '');

function render(child: Child): string {
  if (child === undefined || child === false) return '';
  if (child instanceof Html) return child.text;
  if (typeof child === 'object') return child.map(render).join('');
  return escapeText(String(child));
}

/** A template of HTML: what is put into it is escaped, unless it is HTML itself. Attributes' values are to be quoted in the template. */
export function html(template: TemplateStringsArray, ...children: readonly Child[]): Html {
  return new Html(template.map((text, place) => text + render(children[place])).join(''));
}
