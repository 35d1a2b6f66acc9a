import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const script = join(__dirname, '../support/large-pages-run.ts');

it('a page of a thousand small pointers does not become 300 MB: it is read within a heap of 192 MB, page after page', async () => {
  const flags = ['--import', 'tsx', '--conditions=@tempest-ts/source', '--max-old-space-size=192'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script], { timeout: 110_000 });
  const { pages, bytes } = JSON.parse(stdout) as { readonly pages: readonly number[]; readonly bytes: number };
  expect(bytes).toBe(800 * 380 * 1024);
  expect(Math.max(...pages)).toBeLessThanOrEqual((32 * 1024) / 380);
  expect(pages.length).toBeLessThan(15);
}, 120_000);
