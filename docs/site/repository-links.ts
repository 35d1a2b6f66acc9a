import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type MarkdownIt from 'markdown-it';

/** A link that leads out of the docs, into the repository: the site has no copy of it, and names the file instead. */
export function repositoryLinks(markdown: MarkdownIt, docs: string): void {
  markdown.core.ruler.push('repository-links', state => {
    const page = (state.env as { readonly path?: string }).path ?? docs;
    for (const { children } of state.tokens) {
      let leaving = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const href = token.attrGet('href') ?? '';
          const isOutside = /^\.\.?\//.test(href) && relative(docs, resolve(dirname(page), href)).startsWith('..');
          if (!isOutside) continue;
          leaving = true;
          token.tag = 'span';
          token.attrs = [
            ['class', 'in-repository'],
            ['title', `In the repository: ${relative(resolve(docs, '..'), resolve(dirname(page), href))}`],
          ];
        } else if (token.type === 'image') {
          const file = resolve(dirname(page), token.attrGet('src') ?? '');
          if (!relative(docs, file).startsWith('..') || existsSync(file)) continue;
          // A plot that the next full run of the measurements makes.
          token.type = 'text';
          token.content = `(a plot, in the repository: ${relative(resolve(docs, '..'), file)})`;
        } else if (token.type === 'link_close' && leaving) {
          leaving = false;
          token.tag = 'span';
        }
      }
    }
  });
}
