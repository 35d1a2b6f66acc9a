import { expect, it } from '@jest/globals';
import { createDocument } from 'domino';
import fc from 'fast-check';
import { escapeText, Html, html } from '../../src/html/html.js';

it('gives any text back as it is, in an element and in an attribute, and makes nothing else of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const page = html`<!doctype html><p title="${text}">${text}</p>`.text;
      const document = createDocument(page) as unknown as {
        querySelectorAll(selector: string): ArrayLike<{ tagName: string; textContent: string; getAttribute(name: string): string }>;
      };
      const [paragraph, ...others] = Array.from(document.querySelectorAll('body *'));
      const read = text.replaceAll(/\r\n?/g, '\n');
      expect(paragraph?.textContent.replaceAll(/\r\n?/g, '\n')).toBe(read);
      expect(paragraph?.getAttribute('title').replaceAll(/\r\n?/g, '\n')).toBe(read);
      expect(others.map(({ tagName }) => tagName)).toEqual([]);
    }),
  );
});

it('replaces what no document may hold', () => {
  expect(escapeText('a\u0000b\ud800c\u0085d\ne')).toBe('a\ufffdb\ufffdc\ufffdd\ne');
});

it('leaves out what is undefined or false, joins lists, and trusts HTML alone', () => {
  expect(html`${undefined}${false}${['<', new Html('<b>')]}${0}`.text).toBe('&lt;<b>0');
});
