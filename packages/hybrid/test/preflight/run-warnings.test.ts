import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HybridLogicalDb, LogicalDb, sumArchivalResults, summarizeArchivalResult } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { intercept } from '../support/intercept.js';
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

describe('what a run goes on in spite of', () => {
  const STREAM = 'arn:aws:kinesis:us-east-1:123456789012:stream/changes';
  let stop = (): void => undefined;
  let lines: {
    readonly level: string;
    readonly event: string;
    readonly operation?: string;
    readonly code?: string;
    readonly text: string;
  }[];
  let asked: number;

  beforeEach(() => {
    lines = [];
    asked = 0;
    const stops = [
      intercept(servers.dynamoDb, 'DescribeTable', async ({ send }) => {
        const answer = (await send()) as { readonly output: { readonly Table: object } };
        return { ...answer, output: { ...answer.output, Table: { ...answer.output.Table, StreamSpecification: { StreamEnabled: true } } } };
      }),
      intercept(servers.dynamoDb, 'DescribeKinesisStreamingDestination', async () => {
        asked += 1;
        return {
          response: {},
          output: { $metadata: {}, KinesisDataStreamDestinations: [{ StreamArn: STREAM, DestinationStatus: 'ACTIVE' }] },
        };
      }),
    ];
    stop = () => {
      for (const each of stops) each();
    };
  });
  afterEach(() => stop());

  /** A database whose log the test reads. */
  const logged = () => {
    const to = (level: string) => (fields: object, text: string) =>
      void lines.push({ level, text, ...(fields as { readonly event: string }) });
    const logger = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
    const regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, { tableNameResolver: () => stage.table, logger });
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    return HybridLogicalDb.create(UserDatabase, regularDb, { s3Config });
  };
  const told = () =>
    lines.filter(({ event }) => event === 'run.warning').map(({ level, operation, code }) => `${level} ${operation} ${code}`);
  const BOTH = [{ code: 'stream' }, { code: 'kinesis-stream', message: expect.stringContaining(STREAM) }];

  it('is in the result and the log of a run, and in the plan of a dry run', async () => {
    const db = logged();
    await stage.save('a');
    const plan = await db.archiveOldDataDryRun();
    expect(plan.warnings).toMatchObject(BOTH);
    expect(plan.problems).toMatchObject(BOTH.map(finding => ({ kind: 'preflight', finding })));
    expect(told()).toEqual([]);
    expect((await db.archiveOldData()).warnings).toMatchObject(BOTH);
    expect(told()).toEqual(['warn archiveOldData stream', 'warn archiveOldData kinesis-stream']);
    expect(lines.find(({ event }) => event === 'run.warning')?.text).toContain('isTierMove(record)');
  });

  it('is told by the plan of shards, and by each shard, which does not ask after Kinesis again', async () => {
    const db = logged();
    const shards = await db.planShards({ segments: 2 });
    expect(told()).toEqual(['warn planShards stream', 'warn planShards kinesis-stream']);
    const before = asked;
    const results = await Promise.all(shards.map(shard => db.archiveShard(shard)));
    expect(asked).toBe(before);
    expect(results.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([['stream'], ['stream']]);
    const total = JSON.parse(JSON.stringify(await sumArchivalResults(results.map(result => summarizeArchivalResult(result)))));
    expect(total.warnings).toEqual([{ code: 'stream', table: stage.table, message: expect.stringContaining('A stream of table') }]);
  });

  it('is in the result and the log of a migration', async () => {
    const { warnings } = await logged().migrateArchive();
    expect(warnings).toMatchObject(BOTH);
    expect(told()).toEqual(['warn migrateArchive stream', 'warn migrateArchive kinesis-stream']);
  });

  it('says what could not be looked at, without what the service answered', async () => {
    const fault = stage.s3.inject({
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
      when: request => request.operation === 'GetBucketLifecycleConfiguration',
    });
    const { warnings } = await logged().archiveOldData();
    fault.remove();
    const unseen = warnings.find(({ code }) => code === 'not-checked');
    expect(unseen?.message).toContain((unseen?.cause as Error | undefined)?.message ?? 'a cause');
    expect(lines.find(({ code }) => code === 'not-checked')?.text).toBe(
      `Nobody could look at the lifecycle rules of bucket ${servers.bucketName}: To have it checked, grant s3:GetLifecycleConfiguration.`,
    );
  });
});
