import { createHash } from 'node:crypto';
import { type Child, Html, html } from './html.js';
import { PAGE_STYLE } from './page-style.js';

/** One part of a page, with its place in the contents. */
export interface PageSection {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly content: Child;
}

export interface Page {
  readonly title: string;
  /** Below the title: what this is of, and when. */
  readonly subtitle: Child;
  /** Before the first section: what there is to know first. */
  readonly lead: Child;
  readonly sections: readonly PageSection[];
  readonly footer: Child;
}

/** Nothing is ever loaded, run, embedded or sent: the one style sheet is let in by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const STYLE_SHEET = new Html(`<style>${PAGE_STYLE}</style>`);

/** A whole document, by itself: no script, no request. */
export function page({ title, subtitle, lead, sections, footer }: Page): string {
  const contents = sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`);
  const parts = sections.map(
    ({ id, title: name, content }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${name}</h2>
${content}</section>
`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="@tempest-ts/report">
<title>${title}</title>
${STYLE_SHEET}
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
<h1>${title}</h1>
<p class="quiet">${subtitle}</p>
<nav aria-label="Contents"><ul>${contents}</ul></nav>
</header>
<main id="content" tabindex="-1">
${lead}${parts}</main>
<footer>
${footer}</footer>
</body>
</html>
`.text;
}
