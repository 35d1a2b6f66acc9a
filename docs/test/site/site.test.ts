import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SIDEBAR } from '../../site/sidebar.js';
import { slug } from '../../site/slug.js';

const docs = join(__dirname, '..', '..');
const NO_PAGES = /^(?:node_modules|api|\.vitepress)\//;
const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md') && !NO_PAGES.test(file));
const textOf = (page: string): string => readFileSync(join(docs, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');

/** The anchors of a page's headings, as GitHub counts those that are the same. */
function anchors(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const found = [...textOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const anchor = slug(heading.replaceAll(/\[(.+?)\]\(.+?\)/g, '$1'));
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set(found);
}

describe('the site', () => {
  it('has every page in its sidebar once, and no page that is not there: a new guide is one line of docs/site/sidebar.ts', () => {
    const listed = SIDEBAR.flatMap(group => group.pages.map(page => `${page}.md`));
    expect([...listed].sort()).toEqual(pages.filter(page => page !== 'index.md').sort());
  });

  it('links to headings that are there', () => {
    const dead: string[] = [];
    for (const page of pages) {
      for (const [, target = '', anchor = ''] of textOf(page).matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)) {
        const file = target === '' ? page : relative(docs, join(docs, dirname(page), target));
        if (/^https?:/.test(target) || file.startsWith('..')) continue;
        if (!pages.includes(file) || !anchors(file).has(anchor)) dead.push(`${page}: ${target}#${anchor}`);
      }
    }
    expect(dead).toEqual([]);
  });
});
