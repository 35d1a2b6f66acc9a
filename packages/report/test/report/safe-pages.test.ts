import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_PRICES } from '@tempest-ts/hybrid';
import { planReport } from '@tempest-ts/report';
import { find } from '../fixture/dom.js';
import { HOSTILE, MADE_AT, pages } from '../fixture/pages.js';
import { plan, SECRETS } from '../fixture/plan.js';

/** Elements that a report is made of: no other is let in, whatever names and messages say. */
const ELEMENTS = new Set(
  'html head meta title style body a header h1 h2 h3 p nav ul li main section footer dl dt dd span br div strong code table caption thead tbody tr th td svg g path rect text tspan line circle'.split(
    ' ',
  ),
);

describe.each(Object.entries(pages(HOSTILE)))('the page of %s, with hostile names', (_, text) => {
  const all = find(text, '*');

  it('has no element, handler, style or link that is not its own', () => {
    expect(all.length).toBeGreaterThan(100);
    for (const element of all) {
      expect(ELEMENTS).toContain(element.tagName.toLowerCase());
      for (const { name, value } of Array.from(element.attributes)) {
        expect(name).not.toMatch(/^on|^style$|^src/);
        if (name === 'href') expect(value).toMatch(/^#[\w-]+$/);
        if (name !== 'content') expect(value).not.toMatch(/url\(|javascript:/);
      }
    }
    expect(find(text, 'style')).toHaveLength(1);
  });

  it('shows the names as they are', () => {
    const cells = find(text, 'td, th, h2').map(({ textContent }) => textContent);
    expect(cells.some(cell => cell.includes(HOSTILE.table))).toBe(true);
    expect(cells.some(cell => cell.includes(HOSTILE.entity))).toBe(true);
  });
});

describe.each(Object.entries(pages()))('the page of %s', (_, text) => {
  it('lets nothing in but its one style sheet, by its hash', () => {
    const [policy] = find(text, 'meta[http-equiv]').map(meta => meta.getAttribute('content'));
    const [sheet] = find(text, 'style').map(({ textContent }) => textContent);
    const hash = createHash('sha256')
      .update(sheet ?? '')
      .digest('base64');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
    expect(sheet).not.toMatch(/url\(|@import|expression/);
  });

  it('holds no keys and no values of items', () => {
    expect(text).not.toContain(SECRETS.key);
    expect(text).not.toContain(SECRETS.value);
  });

  it('has headings in order, sections that are named by theirs, and a table beside each plot', () => {
    const levels = find(text, 'h1, h2, h3').map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels[0]).toBe(1);
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    for (const [place, level] of levels.entries()) expect(level - (levels[place - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = find(text, '[id]').map(element => element.getAttribute('id'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const section of find(text, 'section')) expect(ids).toContain(section.getAttribute('aria-labelledby'));
    const figures = find(text, '.figure');
    expect(figures.length).toBeGreaterThan(1);
    for (const figure of figures) {
      expect(figure.querySelectorAll('table')).toHaveLength(1);
      const plots = Array.from(figure.querySelectorAll('svg'));
      expect(plots.map(plot => [plot.getAttribute('class'), plot.getAttribute('role')])).toEqual([
        ['wide', 'img'],
        ['narrow', 'img'],
      ]);
      for (const plot of plots) expect(plot.getAttribute('aria-label')?.length).toBeGreaterThan(20);
    }
    for (const table of find(text, 'table')) expect(table.querySelectorAll('caption')).toHaveLength(1);
    for (const cell of find(text, 'th')) expect(cell.getAttribute('scope')).toMatch(/^(col|row|colgroup)$/);
  });
});

it('escapes what prices and a title say, too', () => {
  const prices = { ...DEFAULT_PRICES, region: '<b>', sources: ['<i>'], asOf: '<u>' };
  const text = planReport(plan(undefined, { prices }), { madeAt: MADE_AT, title: '</title><s>' });
  expect(find(text, 'b, i, u, s').map(({ tagName }) => tagName)).toEqual([]);
  expect(find(text, 'h1').map(({ textContent }) => textContent)).toEqual(['</title><s>']);
});
