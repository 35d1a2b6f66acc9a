import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { repositoryLinks } from '../site/repository-links.ts';
import { SIDEBAR } from '../site/sidebar.ts';
import { slug } from '../site/slug.ts';

const docs = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A page's own heading, without its marks. */
const heading = (page: string): string =>
  (/^# (.+)$/m.exec(readFileSync(join(docs, `${page}.md`), 'utf8'))?.[1] ?? page).replaceAll(/[`*]/g, '');

export default defineConfig({
  title: 'Tempest Hybrid',
  description: 'Typed DynamoDB tables whose old items live in S3',
  srcExclude: ['node_modules/**', 'test/**', 'snippets/**', 'site/**'],
  head: [
    [
      'link',
      {
        rel: 'icon',
        href: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='13' y='2' rx='3' fill='%233b6fd4'/%3E%3Crect width='32' height='13' y='18' rx='3' fill='%232f9e55'/%3E%3C/svg%3E",
      },
    ],
  ],
  cleanUrls: false, // any static host, or a folder
  lastUpdated: false,
  markdown: {
    config: markdown => markdown.use(repositoryLinks, docs),
    anchor: { slugify: slug },
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/guide/data-modelling' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      ...SIDEBAR.map(({ text, pages }) => ({
        text,
        collapsed: false,
        items: pages.map(page => ({ text: heading(page), link: `/${page}` })),
      })),
      { text: 'Reference', items: [{ text: 'API', link: '/api/' }] },
    ],
    footer: { message: 'Apache License 2.0' },
  },
});
