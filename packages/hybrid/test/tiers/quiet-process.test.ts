import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const script = join(__dirname, '../support/quiet-run.ts');

it('a process that archives, reads, restores and aborts ends by itself, and says nothing: no leaked socket, timer, listener or rejection', async () => {
  const flags = ['--import', 'tsx', '--conditions=@tempest-ts/source', '--unhandled-rejections=strict', '--max-old-space-size=128'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, script, '500'], { timeout: 50_000 });
  expect(JSON.parse(stdout)).toMatchObject({ archived: 500, errors: 0, read: 500, restored: 100 });
  expect(stderr).not.toMatch(/MaxListeners|Unhandled|socket usage/);
}, 60_000);
