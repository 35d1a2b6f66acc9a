import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ArchivalConfig,
  ArchivalTimestamp,
  type ArchiveRisk,
  Attribute,
  type Generated,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  PreflightError,
  type PreflightReport,
  UpdatedAt,
} from '@tempest-ts/hybrid';
import { type LocalServers, type S3FaultRule, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { intercept } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';

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
    expect(await stage.objects()).toEqual(['tempest~probe/standing']);
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
    expect(await stage.objects()).toEqual(['tempest~probe/standing']);
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

  it('moves nothing to a class whose archive tiers the bucket has switched on', async () => {
    await stage.save('a');
    const name = 'answer for S3';
    servers.s3.middlewareStack.add(
      (next, context) => async args => {
        if (context.commandName !== 'ListBucketIntelligentTieringConfigurationsCommand') return next(args);
        const Tierings = [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }];
        const configuration = { Id: 'deep', Status: 'Enabled', Filter: { Prefix: stage.prefix }, Tierings };
        return { response: {}, output: { $metadata: {}, IntelligentTieringConfigurationList: [configuration] } };
      },
      { step: 'initialize', name },
    );
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const tiered = HybridLogicalDb.create(UserDatabase, stage.regularDb, {
      s3Config: { ...s3Config, storageClass: 'INTELLIGENT_TIERING' },
    });
    const run = tiered.archiveOldData();
    await expect(run).rejects.toMatchObject({ code: 'PREFLIGHT_REFUSED', findings: [{ code: 'lifecycle-freezes' }] });
    await expect(run).rejects.toThrow(/"deep".*90 days to ARCHIVE_ACCESS/s);
    expect((await stage.db.preflight()).ok).toBe(true); // of another class
    servers.s3.middlewareStack.remove(name);
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

describe('a run whose age is less than a day', () => {
  it('warns that it may be another unit', async () => {
    @HybridTable({ archiveAfterDays: 0, s3KeyTemplate: '{pk}/{sk}' })
    class Log {
      @Attribute({ name: 'partition_key' }) user!: string;
      @Attribute({ name: 'sort_key' }) id!: string;
      @Attribute() text!: string;
      @ArchivalTimestamp() at!: Date;
    }
    class LogDatabase extends LogicalDb {
      logs = logicalTable({ name: stage.table, views: { all: inlineView(Log, { key: ['user', 'id'] }) } });
    }
    const regularDb = LogicalDb.create(LogDatabase, servers.dynamoDb);
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const db = (archivalConfig: ArchivalConfig) => HybridLogicalDb.create(LogDatabase, regularDb, { s3Config, archivalConfig });
    await regularDb.logs.all.save({ user: 'u', id: 'a', text: 'x'.repeat(500), at: new Date(Date.now() - 3_600_000) });
    const warned = { severity: 'warning', code: 'short-age', table: stage.table };
    for (const config of [{}, { archiveAfterDuration: { minutes: 30 } }] as const)
      expect(await db(config).preflight()).toMatchObject({ ok: true, findings: expect.arrayContaining([expect.objectContaining(warned)]) });
    expect(await db({}).archiveOldDataDryRun()).toMatchObject({ itemsArchived: 1, problems: [{ kind: 'preflight', finding: warned }] });
    expect((await db({ archiveAfterDuration: { days: 1 } }).archiveOldData()).warnings).toEqual([]);
    expect(await db({}).archiveOldData()).toMatchObject({ itemsArchived: 1, warnings: [warned] });
  });
});

describe('a run over a global table', () => {
  const DAY_MS = 86_400_000;
  const ALLOWED = ['global-table', 'global-table-unstamped'] as const;
  let restoreAnswers: () => void;

  beforeEach(() => {
    restoreAnswers = intercept(servers.dynamoDb, 'DescribeTable', async ({ send }) => {
      const answer = (await send()) as { readonly output: { readonly Table: object } };
      return { ...answer, output: { ...answer.output, Table: { ...answer.output.Table, Replicas: [{ RegionName: 'eu-west-1' }] } } };
    });
  });
  afterEach(() => restoreAnswers());

  it('moves nothing, unless that is allowed', async () => {
    await stage.save('a');
    const both = [{ code: 'global-table', table: stage.table }, { code: 'global-table-unstamped' }];
    await expect(stage.db.archiveOldData()).rejects.toMatchObject({ findings: both });
    expect((await stage.db.archiveOldDataDryRun()).problems).toMatchObject(
      both.map(({ code }) => ({ kind: 'preflight', finding: { severity: 'refused', code } })),
    );
    const half = stage.with({ archivalConfig: { allow: ['global-table'] } });
    await expect(half.archiveOldData()).rejects.toMatchObject({ findings: [{ code: 'global-table-unstamped' }] });
    expect((await stage.with({ archivalConfig: { allow: [...ALLOWED] } }).archiveOldData()).itemsArchived).toBe(1);
  });

  it('leaves items of a class that does not say when they were written until the cool-down has passed since they became old, where that is allowed', async () => {
    const now = Date.now();
    for (const [sessionId, days] of [
      ['just-old', 365.5],
      ['older', 366.5],
    ] as const)
      await stage.db.users.sessions.save({
        ...stage.key(sessionId),
        sessionData: 'x'.repeat(500),
        createdAt: new Date(now - days * DAY_MS),
      });
    await stage.with({ archivalConfig: { allow: [...ALLOWED] } }).archiveOldData();
    expect(await stage.row('just-old')).not.toHaveProperty('s3Archive');
    expect(await stage.row('older')).toHaveProperty('s3Archive');
    await stage.with({ archivalConfig: { allow: [...ALLOWED], globalTableCoolDown: { hours: 1 } } }).archiveOldData();
    expect(await stage.row('just-old')).toHaveProperty('s3Archive');
  });

  it('leaves items until the cool-down has passed since they were last written, where they say when', async () => {
    @HybridTable({ archiveAfterDays: 1, s3KeyTemplate: '{pk}/{sk}' })
    class Note {
      @Attribute({ name: 'partition_key' }) user!: string;
      @Attribute({ name: 'sort_key' }) note!: string;
      @Attribute() text!: string;
      @ArchivalTimestamp() at!: Date;
      @UpdatedAt() updatedAt!: Generated<Date>;
    }
    class NoteDatabase extends LogicalDb {
      notes = logicalTable({ name: stage.table, views: { all: inlineView(Note, { key: ['user', 'note'] }) } });
    }
    const regularDb = LogicalDb.create(NoteDatabase, servers.dynamoDb);
    const later = (hours: number, allow: ArchiveRisk[] = ['global-table']) => {
      const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
      const archivalConfig = { allow, globalTableCoolDown: { hours: 2 } };
      return HybridLogicalDb.create(NoteDatabase, regularDb, {
        s3Config,
        archivalConfig,
        clock: () => new Date(Date.now() + hours * 3_600_000),
      });
    };
    await regularDb.notes.all.save({ user: 'u', note: 'n', text: 'x'.repeat(500), at: old });
    expect((await later(1).archiveOldData()).itemsArchived).toBe(0);
    expect((await later(3).archiveOldData()).itemsArchived).toBe(1);
    // Another program's: nobody can tell when it was written.
    const raw = { partition_key: { S: 'u' }, sort_key: { S: 'raw' }, text: { S: 'x'.repeat(500) } };
    await stage.putRaw({ ...raw, at: { S: old.toISOString() } });
    await stage.putRaw({ ...raw, sort_key: { S: 'young' }, at: { S: new Date().toISOString() } });
    const left = await later(3).archiveOldData();
    expect(left).toMatchObject({ itemsArchived: 0, errorCount: 1, errors: [{ stage: 'select', key: { sort_key: { S: 'raw' } } }] });
    expect(String(left.errors[0]?.cause)).toContain("allow: ['global-table', 'global-table-unstamped']");
    expect(await later(3, [...ALLOWED]).archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
  });
});
