import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { startRedis } from '../../../../test-support/start-redis.js';

it('archives with two workers, reads every session again, and leaves no process behind', async () => {
  const redis = await startRedis();
  try {
    const flags = ['--import', 'tsx', '--conditions=@tempest-ts/source', join(__dirname, '../../src/main.ts')];
    const { stdout } = await promisify(execFile)(process.execPath, flags, { env: { ...process.env, REDIS_PORT: String(redis.port) } });
    expect(stdout).toMatch(/8 of 8 shards done/);
    expect(stdout).toMatch(/2000 of 2000 sessions read, the archive is clean: OK/);
  } finally {
    await redis.stop();
  }
});
