import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { archiverDb, confirm, globalDb, policies, preflight, report, run } from '../snippets/before-you-archive.js';
import { UserDatabase } from '../snippets/readme.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('tells of readers until they have confirmed, and of rules that delete', async () => {
  const db = archiverDb(servers.dynamoDb, servers.s3, servers.bucketName);
  const lines: string[] = [];
  const error = jest.fn();
  await confirm(db, { error });
  expect(error).toHaveBeenCalledTimes(1); // no preflight has left the probe yet
  expect(await preflight(db, line => lines.push(line))).toBe(true);
  expect(lines).toHaveLength(2);
  await confirm(db, { error });
  expect(error).toHaveBeenCalledTimes(1);
  lines.length = 0;
  await preflight(db, line => lines.push(line));
  expect(lines).toEqual([expect.stringMatching(/^warning: Reader reports/)]);
  expect(await run(db)).toEqual([]);

  const Rules = [{ ID: 'tidy', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 90 } }];
  await servers.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: servers.bucketName, LifecycleConfiguration: { Rules } }));
  expect(await run(db)).toEqual(['lifecycle-expires']);
});

it('archives a global table where that is allowed', async () => {
  const db = globalDb(servers.dynamoDb, servers.s3, servers.bucketName);
  expect(await db.archiveOldDataDryRun()).toMatchObject({ complete: true, errorCount: 0 });
});

it('makes a page of a dry run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tempest-report-'));
  try {
    const file = join(folder, 'plan.html');
    await report(archiverDb(servers.dynamoDb, servers.s3, servers.bucketName), file);
    expect(readFileSync(file, 'utf8')).toContain('What archiving would do');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('makes policies that name the table and the bucket', () => {
  const { archiver } = policies(archiverDb(servers.dynamoDb, servers.s3, servers.bucketName));
  expect(archiver.Statement[0]?.Resource).toContain('arn:aws:dynamodb:us-west-2:123456789012:table/user_sessions');
});
