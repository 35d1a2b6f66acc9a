import { type AttributeValue, CreateTableCommand, DeleteTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../test-support/start-test-servers.js';
import { useToolboxTable } from '../src/coming-from/dynamodb-toolbox.js';
import { useDynamooseTable } from '../src/coming-from/dynamoose.js';
import { useElectroDbTable } from '../src/coming-from/electrodb.js';
import { useOneTableTable } from '../src/coming-from/onetable.js';
import { useTypeDormTable } from '../src/coming-from/typedorm.js';

type Row = Record<string, AttributeValue>;

let servers: LocalServers;

beforeAll(async () => {
  servers = await startTestServers();
});

afterAll(() => servers.stop());

const CLOCK = new Date('2026-11-23T00:16:27.000Z');
const DATA = { title: { S: 'So What' }, seconds: { N: '562' }, plays: { N: '1' } };
const ALBUM_AND_TRACK = { album: { S: 'Kind-of-Blue' }, track: { S: '0001' } };
const SAVED = { title: { S: 'Freddie Freeloader' }, seconds: { N: '586' }, plays: { N: '1' } };
const FOUND = [
  { album: 'Kind-of-Blue', track: '0001', title: 'So What', seconds: 562, plays: 1 },
  { album: 'Kind-of-Blue', track: '0002', title: 'Freddie Freeloader', seconds: 586, plays: 1 },
];

interface Case {
  readonly use: (client: LocalServers['dynamoDb'], clock: () => Date) => Promise<readonly object[]>;
  /** A row as the peer itself writes it: ElectroDB 3.9.3, dynamodb-toolbox 2.10.6, Dynamoose 4.2.0, OneTable 2.7.7, TypeDORM 1.15.4. */
  readonly theirs: Row;
  /** The row of another track, as it is written here. */
  readonly ours: Row;
}

const cases: Readonly<Record<string, Case>> = {
  ElectroDB: {
    use: useElectroDbTable,
    theirs: {
      pk: { S: '$music#album_kind-of-blue' },
      sk: { S: '$track_1#track_0001' },
      __edb_e__: { S: 'track' },
      __edb_v__: { S: '1' },
      ...ALBUM_AND_TRACK,
      ...DATA,
    },
    ours: {
      pk: { S: '$music#album_kind-of-blue' },
      sk: { S: '$track_1#track_0002' },
      __edb_e__: { S: 'track' },
      __edb_v__: { S: '1' },
      album: { S: 'Kind-of-Blue' },
      track: { S: '0002' },
      ...SAVED,
    },
  },
  'dynamodb-toolbox': {
    use: useToolboxTable,
    theirs: {
      pk: { S: 'ALBUM#Kind-of-Blue' },
      sk: { S: 'TRACK#0001' },
      _et: { S: 'TRACK' },
      _ct: { S: '2026-11-23T00:16:26.956Z' },
      _md: { S: '2026-11-23T00:16:26.965Z' },
      ...DATA,
    },
    ours: {
      pk: { S: 'ALBUM#Kind-of-Blue' },
      sk: { S: 'TRACK#0002' },
      _et: { S: 'TRACK' },
      _ct: { S: CLOCK.toISOString() },
      _md: { S: CLOCK.toISOString() },
      ...SAVED,
    },
  },
  Dynamoose: {
    use: useDynamooseTable,
    theirs: {
      pk: { S: 'ALBUM#Kind-of-Blue' },
      sk: { S: 'TRACK#0001' },
      createdAt: { N: '1795393005019' },
      updatedAt: { N: '1795393005031' },
      ...DATA,
    },
    ours: {
      pk: { S: 'ALBUM#Kind-of-Blue' },
      sk: { S: 'TRACK#0002' },
      createdAt: { N: String(CLOCK.getTime()) },
      updatedAt: { N: String(CLOCK.getTime()) },
      ...SAVED,
    },
  },
  OneTable: {
    use: useOneTableTable,
    theirs: {
      pk: { S: 'album#Kind-of-Blue' },
      sk: { S: 'track#0001' },
      _type: { S: 'Track' },
      created: { S: '2026-11-23T00:16:27.065Z' },
      updated: { S: '2026-11-23T00:16:27.071Z' },
      ...ALBUM_AND_TRACK,
      ...DATA,
    },
    ours: {
      pk: { S: 'album#Kind-of-Blue' },
      sk: { S: 'track#0002' },
      _type: { S: 'Track' },
      created: { S: CLOCK.toISOString() },
      updated: { S: CLOCK.toISOString() },
      ...SAVED,
    },
  },
  TypeDORM: {
    use: useTypeDormTable,
    theirs: { pk: { S: 'ALBUM#Kind-of-Blue' }, sk: { S: 'TRACK#0001' }, __en: { S: 'track' }, ...ALBUM_AND_TRACK, ...DATA },
    ours: { pk: { S: 'ALBUM#Kind-of-Blue' }, sk: { S: 'TRACK#0002' }, __en: { S: 'track' }, ...SAVED },
  },
};

const TableName = 'music';

it.each(Object.entries(cases))('reads the rows of %s, and writes the rows that its page tells of', async (_, { use, theirs, ours }) => {
  await servers.dynamoDb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await servers.dynamoDb.send(new PutItemCommand({ TableName, Item: theirs }));
  expect(await use(servers.dynamoDb, () => CLOCK)).toMatchObject(FOUND);
  const Key = { pk: ours.pk!, sk: ours.sk! };
  expect((await servers.dynamoDb.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(ours);
  await servers.dynamoDb.send(new DeleteTableCommand({ TableName }));
});
