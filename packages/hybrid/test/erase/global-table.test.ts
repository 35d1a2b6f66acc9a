import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError, type EraseOptions, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from '../fixtures/sessions.js';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { intercept } from '../support/intercept.js';
import { Stage } from '../support/stage.js';
import { bytesUnder } from './bytes-under.js';

const REGIONS = ['us-east-1', 'eu-west-1'];
let servers: ClockedServers;
let stage: Stage;
/** Where the process that asks runs; each replica has an ARN and an id of its own (CloudFormation, AWS::DynamoDB::GlobalTable, TableId). */
let here = 'us-east-1';
let isGlobal = true;

const arnIn = (region: string, table: string = stage.table): string => `arn:aws:dynamodb:${region}:123456789012:table/${table}`;

beforeAll(async () => {
  servers = await startClockedServers();
  intercept(servers.dynamoDb, 'DescribeTable', async ({ send }) => {
    const answer = (await send()) as { readonly output: { readonly Table: { readonly TableName: string } } };
    const Replicas = isGlobal ? REGIONS.map(RegionName => ({ RegionName })) : undefined;
    const Table = {
      ...answer.output.Table,
      TableArn: arnIn(here, answer.output.Table.TableName),
      TableId: `id in ${here}`,
      Replicas,
      MultiRegionConsistency: 'STRONG',
    };
    return { ...answer, output: { ...answer.output, Table } };
  });
});
afterAll(() => servers.stop());
beforeEach(() => {
  here = 'us-east-1';
  isGlobal = true;
});

const erase = (options: EraseOptions = {}, db: HybridLogicalDb<UserDatabase> = stage.db) =>
  db.erase([db.users.sessions.key(stage.key('a'))], options);

/** Both passes, with the time between them that they ask for. */
async function erased(options: EraseOptions = {}, db = stage.db) {
  servers.pass(1);
  const first = await erase(options, db);
  servers.pass(1);
  return { first: first.items[0], ...(await erase({ ...options, secondPass: true }, db)) };
}

const bytes = async (): Promise<number> => {
  const all = await bytesUnder(servers, stage.prefix);
  return Object.entries(all).reduce((sum, [key, size]) => (key.includes('tempest~') ? sum : sum + size), 0);
};

describe.each(['single', 'packed'] as const)('an item that another region’s archiver stored, laid out %s', layout => {
  beforeEach(async () => {
    stage = await Stage.create(servers, { archivalConfig: { layout } });
    await stage.archive('a');
  });

  it.each(['archived', 'hot again'])('is not said to be gone while its bytes are there: its row is %s', async state => {
    if (state === 'hot again') await stage.save('a');
    here = 'eu-west-1';
    const report = await erased();
    expect(report.complete).toBe(false);
    expect(report.items[0]).toMatchObject({
      row: 'absent',
      complete: false,
      versionsErased: 0,
      remaining: [{ why: 'another-region' }],
      errors: [],
    });
    const { cause } = report.items[0]?.remaining[0] ?? {};
    expect(cause).toBeInstanceOf(ConfigurationError);
    expect((cause as Error).message).toContain(`adopt: { '${stage.table}': ['${arnIn('us-east-1')}'] }`);
    expect(report.items[0]?.foreign).toEqual([report.items[0]?.remaining[0]?.s3Key]);
    expect(await bytes()).toBeGreaterThan(0);
  });

  it('is erased where the other region’s table is adopted, or where it was archived', async () => {
    here = 'eu-west-1';
    const adopted = await erased({ adopt: { [stage.table]: [arnIn('us-east-1')] } });
    expect(adopted).toMatchObject({ complete: true, first: { versionsErased: 1 }, items: [{ remaining: [], foreign: [] }] });
    if (layout === 'single') expect(await bytes()).toBe(0);
    here = 'us-east-1';
    expect(await erased()).toMatchObject({ complete: true, items: [{ remaining: [], foreign: [] }] });
  });

  it('is found by a thorough search, too, under the names of another template', async () => {
    await stage.save('a');
    const moved = HybridLogicalDb.create(
      UserDatabase,
      LogicalDb.create(UserDatabase, servers.dynamoDb, { tableNameResolver: () => stage.table }),
      {
        s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix },
        archivalConfig: { layout, packKeyTemplate: 'other/{run}/{attempt}.json.gz' },
      },
    );
    const [s3Key = ''] = (await stage.objects()).filter(key => !key.includes('tempest~'));
    const { bytes: body, metadata } = await stage.object(s3Key);
    if (layout === 'single') await stage.putObject('elsewhere/a', body, metadata);
    here = 'eu-west-1';
    const report = await erased({ thorough: true }, moved);
    const left = report.items[0]?.remaining.map(({ s3Key: key, why }) => `${why} ${key.slice(stage.prefix.length)}`);
    expect(left).toContain(`another-region ${layout === 'single' ? 'elsewhere/a' : s3Key}`);
    expect(report.complete).toBe(false);
  });

  it('is another table’s where the table has no replicas', async () => {
    here = 'eu-west-1';
    isGlobal = false;
    expect(await erased()).toMatchObject({ complete: true, first: { remaining: [], foreign: [expect.stringContaining(stage.prefix)] } });
  });
});

it('an item of another row in a pack of another region does not stand against this one', async () => {
  stage = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
  await stage.archive('b');
  here = 'eu-west-1';
  await stage.save('a');
  expect(await erased()).toMatchObject({ complete: true, items: [{ remaining: [], foreign: [] }] });
});
