import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HydrationError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { runDemo } from '../src/demo.js';
import { demoReport, failures } from '../src/demo-report.js';
import { tamperWithOneSession } from '../src/tamper.js';

const SESSIONS = 45;
let servers: LocalServers;
let lines: string[];

const run = (afterArchiving?: (tableName: string) => Promise<void>) =>
  runDemo({ servers, sessions: SESSIONS, print: line => lines.push(line), afterArchiving });

beforeEach(async () => {
  servers = await startLocalServers();
  lines = [];
});
afterEach(() => servers.stop());

describe('the demo', () => {
  it('archives the sessions older than a year, and finds every answer as it was', async () => {
    const outcome = await run();
    expect(failures(outcome)).toEqual([]);
    expect(outcome.plan).toMatchObject({ dryRun: true, itemsArchived: 30, errors: [] });
    expect(outcome.result).toMatchObject({ dryRun: false, itemsArchived: 30, errors: [], complete: true });
    expect(outcome.answers).toContainEqual({ question: 'load by key', items: SESSIONS, fromS3: 30, differences: [] });
    expect(outcome.answers.every(answer => answer.items > 0)).toBe(true);

    expect(outcome.tiersBefore.rows.size).toBe(SESSIONS);
    expect(outcome.tiersBefore.objects.size).toBe(0);
    const pointers = [...outcome.tiersAfter.rows.values()].filter(row => row.s3Key !== undefined);
    expect(pointers.map(row => row.s3Key).sort()).toEqual([...outcome.tiersAfter.objects.keys()].sort());
    expect(outcome.requests.get('archive')?.get('DynamoDB UpdateItem')).toBe(30);
    expect(outcome.requests.get('dry run')?.get('S3 PutObject')).toBeUndefined();

    expect(lines).toContainEqual(expect.stringMatching(/^dry run {3}would move 30 sessions/));
    const report = demoReport(outcome);
    expect(report).toContain('DynamoDB, pointers');
    // What the dry run foretold is what was measured afterwards, cent for cent.
    const [, measured] = /all of it .*(\$[\d.]+)/.exec(report) ?? [];
    const [, foretold] = /foretold (\$[\d.]+)/.exec(report) ?? [];
    expect(foretold).toBe(measured);
  });

  it('reports an archived session that was changed behind its back', async () => {
    const outcome = await run(tableName => tamperWithOneSession(servers, tableName));
    const found = failures(outcome);
    expect(found[0]).toMatch(/^\d+ differences/);
    expect(found[1]).toMatch(/^ {2}user\d+ session-[-\d]+: sessionData was ".*\(\d+ characters\) and is "\{\\"tampered\\":true\}"$/);
  });

  it('fails on an object that was damaged in S3', async () => {
    const damage = async (): Promise<void> => {
      const { Contents = [] } = await servers.s3.send(new ListObjectsV2Command({ Bucket: servers.bucketName, MaxKeys: 1 }));
      await servers.s3.send(new PutObjectCommand({ Bucket: servers.bucketName, Key: Contents[0]!.Key, Body: 'not gzip' }));
    };
    await expect(run(damage)).rejects.toThrow(HydrationError);
  });
});
