import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@tempest-ts/hybrid';
import { slug } from '../site/slug.js';

const root = join(__dirname, '..', '..');
/** S3's own error of the local server, which never leaves it. */
const INTERNAL = ['S3_FAILURE'];

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(join(folder, file), 'utf8'));
}

test('the catalogue has every code, and no other', () => {
  const declared = ['tempest', 'hybrid', 'testing', 'bullmq'].flatMap(name =>
    sources(join(root, 'packages', name, 'src')).flatMap(text =>
      [...text.matchAll(/readonly code(?:: (?<union>'[^;]+)| = (?<one>'\w+'));/g)].flatMap(({ groups }) =>
        [...(groups?.union ?? groups?.one ?? '').matchAll(/'([A-Z_0-9]+)'/g)].map(([, code]) => code ?? ''),
      ),
    ),
  );
  const catalogue = [...readFileSync(join(root, 'docs', 'errors.md'), 'utf8').matchAll(/^### (\w+)$/gm)].map(([, code]) => code ?? '');
  expect(declared).toContain('THROTTLED'); // one of a union
  expect([...catalogue].sort()).toEqual([...new Set(declared.filter(code => !INTERNAL.includes(code)))].sort());
});

test('the reasons why an archived item cannot be read are those of the type', () => {
  const type = /export type HydrationFailureReason =(?<body>[\s\S]*?);/.exec(
    readFileSync(join(root, 'packages/hybrid/src/errors.ts'), 'utf8'),
  );
  const reasons = [...(type?.groups?.body ?? '').matchAll(/'([\w-]+)'/g)].map(([, reason]) => reason ?? '');
  const section =
    /### HYDRATION_FAILED\n(?<body>[\s\S]*?)\n### /.exec(readFileSync(join(root, 'docs/errors.md'), 'utf8'))?.groups?.body ?? '';
  const listed = section
    .split('\n')
    .flatMap(line => (line.startsWith('- ') ? [...(line.split(':', 1)[0] ?? '').matchAll(/`([\w-]+)`/g)] : []))
    .map(([, reason]) => reason ?? '');
  expect(listed.sort()).toEqual(reasons.sort());
});

test('an error names its place in the catalogue', () => {
  const { code, documentation } = new ConfigurationError('no');
  const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly homepage: string };
  expect(documentation).toBe(`${homepage}/errors.html#${slug(code)}`);
  expect(JSON.stringify(new ConfigurationError('no'))).not.toContain(homepage);
});
