import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import { dbState } from '@tempest-ts/tempest/extend';
import { resolveConfig } from '../../src/config.js';
import { HybridEntities } from '../../src/entity/hybrid-entities.js';
import type { StreamImage } from '../../src/stream/stream-record.js';

/** An archived row and its object as some release wrote them, and the item that they stand for. Never changed once it is there. */
export interface Golden {
  /** The row, with bytes in base64. */
  readonly row: StreamImage;
  readonly metadata: Readonly<Record<string, string>>;
  /** The object's bytes, in base64. */
  readonly object: string;
  /** The whole row that is to be read. */
  readonly item: StreamImage;
}

/** From the root of the project, where its commands run. */
export const MADE = join(process.cwd(), 'packages/hybrid/test/golden/made');

export function readGolden(file: string): Golden {
  return JSON.parse(readFileSync(join(MADE, file), 'utf8')) as Golden;
}

class Thing {
  pk!: string;
  sk!: string;
  at!: Date;
  status?: string;
}
Attribute()(Thing.prototype, 'pk');
Attribute()(Thing.prototype, 'sk');
ArchivalTimestamp()(Thing.prototype, 'at');
Attribute({ keepInPointer: true })(Thing.prototype, 'status');
const upcast = { 1: (row: Record<string, unknown>) => ({ ...row, upcast: 'from 1' }) };
HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'things/{pk}/{sk}.json', schemaVersion: 2, upcast })(Thing);

export class ThingDb extends LogicalDb {
  things = logicalTable({ name: 'things', partitionKey: 'pk', sortKey: 'sk', views: { all: inlineView(Thing, { key: ['pk', 'sk'] }) } });
}

/** The code of today: its class has the schema version 2. */
export function today() {
  const config = resolveConfig({ s3Config: { bucketName: 'golden', region: 'us-east-1', keyPrefix: 'golden/' }, legacyPointers: true });
  const db = LogicalDb.create(ThingDb, new DynamoDBClient({ region: 'us-east-1' }));
  const entities = new HybridEntities(config);
  const [table] = dbState(db)?.views.keys() ?? [];
  if (!table) throw new Error('the table is declared above');
  entities.add([table]);
  const [entity] = entities.of(table);
  if (!entity) throw new Error('the entity is declared above');
  return { config, table, entities, entity };
}

/** What is in every golden item: each type, and names and values that were trouble once. */
export const SAMPLE: StreamImage = {
  pk: { S: 'p/ä' },
  sk: { S: 's 1' },
  at: { S: '2023-01-01T00:00:00.000Z' },
  status: { S: 'kept' },
  text: { S: 'line\nbreak "quoted" 😀 \u0001' },
  empty: { S: '' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  number: { N: '12.5' },
  exact: { N: '123456789012345678901234567890.12345678' },
  large: { N: '1000000000000000000000000000000' },
  bytes: { B: 'AAEC/w==' },
  names: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2.5'] },
  exactNumbers: { NS: ['1', '123456789012345678901'] },
  blobs: { BS: ['AA==', 'AQ=='] },
  list: { L: [{ S: 'a' }, { N: '123456789012345678901' }, { L: [] }, { M: {} }] },
  map: { M: { 'a.b': { B: '' }, toString: { S: 'x' }, inner: { M: { $types: { SS: ['z'] } } } } },
  $types: { S: 'an attribute of that name' },
  $$types: { N: '2' },
  Item: { M: { S: { S: 'x' } } },
};
