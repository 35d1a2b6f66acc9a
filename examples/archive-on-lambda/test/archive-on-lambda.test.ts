import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startLocalServers } from '@tempest-ts/testing';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ArchiverStack } from '../src/archiver-stack.js';
import { bundleFunction } from '../src/bundle-function.js';
import { makeTemplate } from '../src/make-template.js';
import { runLocally } from '../src/run-locally.js';

const EXAMPLE = join(__dirname, '..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempest-lambda-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('archives a table by calls that end before their time does', async () => {
  const servers = await startLocalServers();
  try {
    const lines: string[] = [];
    expect(await runLocally(servers, 120, line => lines.push(line))).toMatchObject({ complete: true, itemsArchived: 120, errorCount: 0 });
    expect(lines.at(-1)).toMatch(/^120 items in 4 of 4 shards, by \d+ calls$/);
  } finally {
    await servers.stop();
  }
});

it('is bundled into one file that has the handlers, and your classes by their names', async () => {
  const outfile = join(folder, 'bundle', 'index.js');
  expect(await bundleFunction(join(EXAMPLE, 'src/function.ts'), outfile, ['@tempest-ts/source'])).toBeLessThan(2_000_000);
  const script = `console.log(Object.keys(require(${JSON.stringify(outfile)})).sort().join())`;
  const env = { AWS_REGION: 'us-west-2', ARCHIVE_BUCKET: 'b', ARCHIVE_STATE_BUCKET: 's' };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env, cwd: folder });
  expect(stdout.trim() || stderr).toBe('archive,archiveTables,plan,report');
  expect(readFileSync(outfile, 'utf8')).toContain('"UserSession"');
});

it('is deployed by a stack', () => {
  const stack = new ArchiverStack(new App({ outdir: join(folder, 'cdk.out') }), 'Test', {
    env: { account: '123456789012', region: 'us-west-2' },
    bundle: join(EXAMPLE, 'src'),
    bucketName: 'my-app-archive',
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.archive', Timeout: 900 });
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
  // The first run over an old table moves most of it.
  expect(JSON.stringify(template.toJSON())).not.toContain('maxFraction');
  template.resourceCountIs('AWS::CloudWatch::Alarm', 5);
});

it('has its template at hand, as the code makes it: npm run template', () => {
  expect(readFileSync(join(EXAMPLE, 'template.json'), 'utf8')).toBe(makeTemplate());
});
