import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HybridLogicalDb, PreflightError, type PreflightReport } from '@tempest-ts/hybrid';
import { type LocalServers, type S3FaultRule, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterAll(() => servers.stop());
beforeEach(async () => {
  stage = await Stage.create(servers);
});

const codes = ({ findings }: PreflightReport): readonly string[] => findings.map(({ severity, code }) => `${severity} ${code}`);

/** S3 answers requests of one operation with an error. */
const refuse = (operation: string, status: number, code: string): S3FaultRule => ({
  fault: { kind: 'status', status, code },
  when: request => request.operation === operation,
});

async function withFault<T>(rule: S3FaultRule, step: () => Promise<T>): Promise<T> {
  const fault = stage.s3.inject(rule);
  try {
    const result = await step();
    expect(fault.hits).toBeGreaterThan(0);
    return result;
  } finally {
    fault.remove();
  }
}

describe('a preflight', () => {
  it('finds nothing wrong where nothing is, moves nothing, and leaves but the probe for readers', async () => {
    await stage.save('a');
    const report = await stage.db.preflight();
    expect(report.ok).toBe(true);
    expect(codes(report)).toEqual(['warning reader-unconfirmed']);
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
    expect(await stage.objects()).toEqual(['tempest-probe/standing']);
  });

  it('names a missing table and a missing bucket at once', async () => {
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: stage.table }));
    const s3Config = { bucketName: 'no-such-bucket', client: servers.s3 };
    const report = await HybridLogicalDb.create(UserDatabase, stage.regularDb, { s3Config }).preflight();
    expect(report.ok).toBe(false);
    expect(report.findings.slice(0, 2)).toMatchObject([
      { severity: 'error', code: 'table', table: stage.table, cause: { code: 'TABLE_NOT_FOUND' } },
      { severity: 'error', code: 'bucket', cause: { failure: 'bucket-missing' } },
    ]);
  });

  it.each([
    ['PutObject', 403, 'AccessDenied', 'access-denied', 's3:PutObject'],
    ['GetObject', 403, 'AccessDenied', 'access-denied', 's3:GetObject'],
    ['PutObject', 400, 'KMS.DisabledException', 'encryption-key', 'kms:GenerateDataKey'],
    ['PutObject', 301, 'PermanentRedirect', 'wrong-region', 's3Config.region'],
  ])('tells that %s is refused with %i %s', async (operation, status, code, failure, remedy) => {
    const report = await withFault(refuse(operation, status, code), () => stage.db.preflight());
    expect(report.ok).toBe(false);
    expect(report.findings[0]).toMatchObject({ severity: 'error', code: 'bucket', cause: { failure } });
    expect(report.findings[0]?.message).toContain(remedy);
  });

  it('does without deleting its probe', async () => {
    const report = await withFault(refuse('DeleteObject', 403, 'AccessDenied'), () => stage.db.preflight());
    expect(report.ok).toBe(true);
  });

  it('tells where it may not look at the lifecycle rules, and goes on', async () => {
    const report = await withFault(refuse('GetBucketLifecycleConfiguration', 403, 'AccessDenied'), () => stage.db.preflight());
    expect(report.ok).toBe(true);
    expect(codes(report)).toContain('warning not-checked');
    expect(report.findings.find(({ code }) => code === 'not-checked')?.message).toContain('s3:GetLifecycleConfiguration');
  });

  it('ends where it is aborted', async () => {
    await expect(stage.db.preflight({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('readers', () => {
  it('are told of until each has shown that it can read', async () => {
    const archiver = stage.with({ archivalConfig: { readers: ['api', 'reports'] } });
    await expect(stage.db.confirmReader('api')).rejects.toThrow('run preflight()');
    expect(codes(await archiver.preflight())).toEqual(['warning reader-unconfirmed', 'warning reader-unconfirmed']);
    await stage.db.confirmReader('api');
    await stage.db.confirmReader('api');
    const { findings } = await archiver.preflight();
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining('Reader reports')]);
  });

  it('that may not read cannot say that they can', async () => {
    await stage.db.preflight();
    await withFault(refuse('GetObject', 403, 'AccessDenied'), () =>
      expect(stage.db.confirmReader('api')).rejects.toMatchObject({ code: 'ARCHIVE_STORE_FAILED', failure: 'access-denied' }),
    );
    expect(await stage.objects()).toEqual(['tempest-probe/standing']);
  });

  it.each(['', 'a/b', '..\u0000', undefined as unknown as string])('are not called %j', async name => {
    await expect(stage.db.confirmReader(name)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });
});

describe('a run over a bucket that deletes what it is given', () => {
  const putRule = (prefix: string) =>
    servers.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: servers.bucketName,
        LifecycleConfiguration: { Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: prefix }, Expiration: { Days: 90 } }] },
      }),
    );

  it('moves nothing, and says which rule it is', async () => {
    await stage.save('a');
    await putRule(stage.prefix);
    const run = stage.db.archiveOldData();
    await expect(run).rejects.toBeInstanceOf(PreflightError);
    await expect(run).rejects.toMatchObject({ code: 'PREFLIGHT_REFUSED', findings: [{ code: 'lifecycle-expires' }] });
    await expect(run).rejects.toThrow('"tidy"');
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });

  it('goes on where that is allowed by name', async () => {
    await stage.save('a');
    await putRule(stage.prefix);
    const result = await stage.with({ archivalConfig: { allow: ['lifecycle-expires'] } }).archiveOldData();
    expect(result.itemsArchived).toBe(1);
  });

  it('goes on where the rule is for others', async () => {
    await stage.save('a');
    await putRule('logs/');
    expect((await stage.db.archiveOldData()).itemsArchived).toBe(1);
  });
});
