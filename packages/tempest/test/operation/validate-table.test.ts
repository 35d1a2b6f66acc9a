import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  ConfigurationError,
  createTableInputs,
  inlineView,
  LogicalDb,
  logicalTable,
  RequestError,
  secondaryIndex,
  type TableDescription,
  type TableDifference,
  TimeToLive,
  timeToLiveInputs,
  UnboundViewError,
} from '@tempest-ts/tempest';
import { HYBRID_MARK, makeEntityDecorator } from '@tempest-ts/tempest/extend';
import type { LocalServers } from '@tempest-ts/testing';
import { mockClient } from 'aws-sdk-client-mock';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { compareTables } from '../../src/operation/validate-table/compare-tables.js';
import type { LiveTable } from '../../src/operation/validate-table/live-table.js';
import type { IndexShape } from '../../src/operation/validate-table/table-shape.js';
import { failure } from '../fixtures/failure.js';

class Visit {
  @Attribute({ name: 'pk', prefix: 'SITE_' }) site!: string;
  @Attribute({ name: 'sk', type: Number }) at!: number;
  @Attribute() visitor?: string;
  @Attribute({ type: Number }) duration?: number;
  @TimeToLive({ name: 'gone' }) expiresAt?: Date;
}

class VisitDb extends LogicalDb {
  visits = logicalTable({
    name: 'visits',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: {
      by_visitor: { partitionKey: 'visitor', sortKey: 'sk', projection: ['gone', 'duration'] },
      by_duration: { sortKey: 'duration', local: true, projection: 'keysOnly' },
    },
    views: {
      all: inlineView(Visit, { key: ['site', 'at'] }),
      byVisitor: secondaryIndex(Visit, { index: 'by_visitor', key: ['visitor', 'at'] }),
    },
  });
}

let servers: LocalServers;
let db: VisitDb;

beforeAll(async () => {
  servers = await startTestServers();
  db = LogicalDb.create(VisitDb, servers.dynamoDb, { tableNameResolver: name => `test_${name}` });
});
afterAll(() => servers.stop());

const declaredInput = (): CreateTableCommandInput => {
  const [input] = createTableInputs(VisitDb, { tableNameResolver: name => `test_${name}` });
  if (!input) throw new Error('nothing is declared');
  return input;
};

/** Makes the table as it is declared, but for these; `expires`: with its time to live. */
async function createTable(changes: Partial<CreateTableCommandInput> = {}, expires: string | null = 'gone'): Promise<void> {
  await servers.dynamoDb.send(new CreateTableCommand({ ...declaredInput(), ...changes }));
  if (expires === null) return;
  const TimeToLiveSpecification = { AttributeName: expires, Enabled: true };
  await servers.dynamoDb.send(new UpdateTimeToLiveCommand({ TableName: 'test_visits', TimeToLiveSpecification }));
}

const brief = (found: readonly TableDifference[]) => found.map(({ kind, index, declared, live }) => [kind, index, declared, live] as const);
const key = (attribute: string, role: 'partition' | 'sort', type: 'S' | 'N' | 'B' = 'S') => ({ attribute, role, type });

describe('a live table', () => {
  afterEach(() => servers.dynamoDb.send(new DeleteTableCommand({ TableName: 'test_visits' })).catch(() => undefined));

  it('that was made as declared differs in nothing', async () => {
    await createTable();
    expect(timeToLiveInputs(VisitDb)[0]?.TimeToLiveSpecification?.AttributeName).toBe('gone');
    expect(await db.validate()).toEqual([]);
  });

  it('that is missing is a difference, not an error', async () => {
    const found = await db.validate();
    expect(brief(found)).toEqual([['missing-table', undefined, 'test_visits', undefined]]);
    expect(found[0]?.message).toContain('There is no table test_visits');
    expect(found[0]?.table).toBe('test_visits');
  });

  it('with other keys, indexes, time to live and billing shows each', async () => {
    const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
    await createTable(
      {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: throughput,
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'duration', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by_duration',
            KeySchema: [{ AttributeName: 'duration', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput: throughput,
          },
          {
            IndexName: 'forgotten',
            KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ProvisionedThroughput: throughput,
          },
        ],
        LocalSecondaryIndexes: undefined,
      },
      null,
    );
    const found = await db.validate();
    expect(brief(found)).toEqual([
      ['key-type', undefined, [key('pk', 'partition'), key('sk', 'sort', 'N')], [key('pk', 'partition'), key('sk', 'sort')]],
      ['missing-index', 'by_visitor', expect.objectContaining({ name: 'by_visitor', projection: ['duration', 'gone'] }), undefined],
      ['index-scope', 'by_duration', 'local', 'global'],
      ['key', 'by_duration', [key('pk', 'partition'), key('duration', 'sort', 'N')], [key('duration', 'partition', 'N')]],
      ['index-projection', 'by_duration', 'keysOnly', 'all'],
      ['extra-index', 'forgotten', undefined, expect.objectContaining({ name: 'forgotten', local: false })],
      ['time-to-live', undefined, 'gone', undefined],
      ['billing-mode', undefined, 'PAY_PER_REQUEST', 'PROVISIONED'],
    ]);
    for (const { message } of found) expect(message).toMatch(/test_visits.*\./);
  });

  it('that expires items by another attribute shows both', async () => {
    await createTable({}, 'sometime');
    expect(brief(await db.validate())).toEqual([['time-to-live', undefined, 'gone', 'sometime']]);
  });

  it('may differ in what is meant', async () => {
    await createTable(
      {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        GlobalSecondaryIndexes: undefined,
        AttributeDefinitions: declaredInput().AttributeDefinitions?.filter(({ AttributeName }) => AttributeName !== 'visitor'),
      },
      null,
    );
    const kinds = ['billing-mode', 'time-to-live', 'missing-index'] as const;
    expect((await db.validate()).map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
    expect(await db.validate({ ignore: kinds })).toEqual([]);
    expect(await failure(ConfigurationError, db.validate({ ignore: ['biling-mode' as 'billing-mode'] }))).toMatchObject({
      message: expect.stringContaining("the unknown kind 'biling-mode'"),
    });
  });
});

describe('what is declared', () => {
  it('is told as plain data, before anything is sent', () => {
    const described = db.describe();
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
    expect(described).toEqual([
      {
        property: 'visits',
        name: 'visits',
        tableName: 'test_visits',
        key: [key('pk', 'partition'), key('sk', 'sort', 'N')],
        indexes: [
          {
            name: 'by_visitor',
            local: false,
            key: [key('visitor', 'partition'), key('sk', 'sort', 'N')],
            projection: ['duration', 'gone'],
          },
          { name: 'by_duration', local: true, key: [key('pk', 'partition'), key('duration', 'sort', 'N')], projection: 'keysOnly' },
        ],
        timeToLive: 'gone',
        billingMode: 'PAY_PER_REQUEST',
        archivable: false,
        views: [
          expect.objectContaining({ name: 'all', entity: 'Visit', key: ['site', 'at'] }),
          expect.objectContaining({ name: 'byVisitor', entity: 'Visit', index: 'by_visitor', key: ['visitor', 'at'] }),
        ],
      },
    ]);
    expect(described[0]?.views[0]?.attributes[0]).toEqual({ property: 'site', attributes: ['pk'], prefix: 'SITE_' });
  });

  it('is not told by a database that nobody made', () => {
    expect(() => new VisitDb().describe()).toThrow(UnboundViewError);
  });
});

describe('a request that fails', () => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const mock = mockClient(client);
  const mocked = LogicalDb.create(VisitDb, client);
  afterEach(() => {
    mock.reset();
  });
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

  it('for want of a permission is an error that names it', async () => {
    mock.on(DescribeTableCommand).rejects(denied);
    expect(await failure(RequestError, mocked.validate())).toMatchObject({ code: 'ACCESS_DENIED', operation: 'DescribeTable' });
  });

  it('is not made where its answer is of no interest', async () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = declaredInput();
    const Table = { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes };
    mock.on(DescribeTableCommand).resolves({ Table: { ...Table, BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } });
    mock.on(DescribeTimeToLiveCommand).rejects(denied);
    expect(await failure(RequestError, mocked.validate())).toMatchObject({ code: 'ACCESS_DENIED', operation: 'DescribeTimeToLive' });
    expect(await mocked.validate({ ignore: ['time-to-live'] })).toEqual([]);
  });

  it('is not sent after the signal', async () => {
    expect(await failure(RequestError, mocked.validate({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
    expect(mock.calls()).toHaveLength(0);
  });
});

describe('the comparison', () => {
  const index = (name: string, projection: IndexShape['projection'] = 'all'): IndexShape => ({
    name,
    local: false,
    key: [key('visitor', 'partition')],
    projection,
  });
  const declared = (changes: Partial<TableDescription> = {}): TableDescription => ({
    property: 'visits',
    name: 'visits',
    tableName: 't',
    key: [key('pk', 'partition')],
    indexes: [],
    billingMode: 'PAY_PER_REQUEST',
    archivable: false,
    views: [],
    ...changes,
  });
  const live = (changes: Partial<LiveTable> = {}): LiveTable => ({
    key: [key('pk', 'partition')],
    indexes: [],
    status: 'ACTIVE',
    indexStatus: new Map(),
    billingMode: 'PAY_PER_REQUEST',
    timeToLive: undefined,
    ...changes,
  });

  it('tells a key of another name from one of another type', () => {
    const sorted = [key('pk', 'partition'), key('sk', 'sort')];
    expect(compareTables(declared(), live({ key: sorted })).map(({ kind }) => kind)).toEqual(['key']);
    expect(compareTables(declared({ key: sorted }), live()).map(({ kind }) => kind)).toEqual(['key']);
    expect(compareTables(declared(), live({ key: [key('pk', 'partition', 'B')] })).map(({ kind }) => kind)).toEqual(['key-type']);
  });

  it.each([
    ['CREATING', 1],
    ['DELETING', 1],
    ['ARCHIVED', 1],
    ['UPDATING', 0],
  ])('takes a table or an index that is %s for usable or not', (status, differences) => {
    expect(compareTables(declared(), live({ status })).map(({ kind }) => kind)).toEqual(Array(differences).fill('table-status'));
    const indexes = [index('i')];
    const found = compareTables(declared({ indexes }), live({ indexes, indexStatus: new Map([['i', status]]) }));
    expect(found.map(each => [each.kind, each.index])).toEqual(Array(differences).fill(['index-status', 'i']));
  });

  it('goes by the attributes that an index carries, not by their order', () => {
    const same = compareTables(declared({ indexes: [index('i', ['a', 'b'])] }), live({ indexes: [index('i', ['a', 'b'])] }));
    expect(same).toEqual([]);
    const fewer = compareTables(declared({ indexes: [index('i', ['a', 'b'])] }), live({ indexes: [index('i', ['a'])] }));
    expect(brief(fewer)).toEqual([['index-projection', 'i', ['a', 'b'], ['a']]]);
  });

  it('misses nothing of a time to live that nobody declared: it deletes items', () => {
    expect(brief(compareTables(declared(), live({ timeToLive: 'ttl' })))).toEqual([['time-to-live', undefined, undefined, 'ttl']]);
  });

  it('finds every index, declared or live, that would hide what was archived', () => {
    const pointer = ['s3Archive', 's3Key'];
    const of = (archivable: boolean) =>
      brief(
        compareTables(
          declared({ archivable, indexes: [index('a', pointer), index('b', 'keysOnly'), index('c'), index('d', ['x'])] }),
          live({ indexes: [index('a', pointer), index('b', 'keysOnly'), index('c', ['s3Key']), index('e', 'keysOnly')] }),
        ),
      ).filter(([kind]) => kind === 'pointer-not-projected');
    expect(of(true)).toEqual([
      ['pointer-not-projected', 'b', 'keysOnly', 'keysOnly'],
      ['pointer-not-projected', 'c', 'all', ['s3Key']],
      ['pointer-not-projected', 'd', ['x'], undefined],
      ['pointer-not-projected', 'e', undefined, 'keysOnly'],
    ]);
    expect(of(false)).toEqual([]);
  });

  it('counts a table as archivable by the marks of its entities', () => {
    class Marked {
      @Attribute({ name: 'partition_key' }) id!: string;
    }
    makeEntityDecorator(HYBRID_MARK, {})(Marked);
    class MarkedDb extends LogicalDb {
      marked = logicalTable({ name: 'marked', sortKey: null, views: { all: inlineView(Marked, { key: ['id'] }) } });
    }
    expect(LogicalDb.create(MarkedDb, servers.dynamoDb).describe()[0]?.archivable).toBe(true);
  });
});
