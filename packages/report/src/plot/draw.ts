import { type PlotOptions, plot } from '@observablehq/plot';
import { createDocument } from 'domino';
import { Html, html } from '../html/html.js';

/** Where a plot is drawn: beside its table, or on a phone. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
  readonly isNarrow: boolean;
}

const WIDE: PlotSize = { width: 640, height: 300, isNarrow: false };
const NARROW: PlotSize = { width: 350, height: 280, isNarrow: true };
/** Plot's own sheet, which the page's policy would not let in; the page has the same in its own. */
const OWN_STYLE = /<style>[^<]*<\/style>/g;

/** Of the document object model, what is used of what is drawn; TypeScript's DOM library would type globals that Node does not have. */
interface Drawn {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selector: string): ArrayLike<Drawn>;
}

function drawOne(size: PlotSize, describe: string, options: PlotOptions): string {
  const drawn = plot({ ...options, document: createDocument(), width: size.width, height: options.height ?? size.height }) as Drawn;
  // A plot is told as a whole: its parts' labels would be those of parts that nobody is told of.
  for (const part of Array.from(drawn.querySelectorAll('[aria-label]'))) part.removeAttribute('aria-label');
  drawn.setAttribute('role', 'img');
  drawn.setAttribute('aria-label', describe);
  drawn.setAttribute('class', size.isNarrow ? 'narrow' : 'wide');
  drawn.setAttribute('font-size', '13');
  return drawn.outerHTML.replace(OWN_STYLE, '');
}

/**
 * Draws a plot twice, for pages and for phones, of which the style sheet shows one.
 *
 * @param describe what one would see, in a sentence or two
 * @internal
 */
export function draw(describe: string, optionsOf: (size: PlotSize) => PlotOptions): Html {
  return html`<div class="plot">${[WIDE, NARROW].map(size => new Html(drawOne(size, describe, optionsOf(size))))}</div>
`;
}
