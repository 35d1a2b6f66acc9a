import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const ROOT = join(__dirname, '..', '..', '..', '..');

it('verifyArchive and sweepOrphans hold a few pages, in a heap that the archive would not fit into', () => {
  const program = ['scripts/run-bundled.mjs', 'packages/hybrid/test/memory/upkeep-memory.ts', '4000'];
  const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=96' };
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: ROOT, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/2000 items read, 2000 objects in use, 2000 orphaned/);
});
