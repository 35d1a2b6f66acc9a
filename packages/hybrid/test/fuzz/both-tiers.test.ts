import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dbState, rowBytes } from '@tempest-ts/tempest/extend';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { rows } from '../body/arbitrary-row.js';
import { old, Stage } from '../support/stage.js';

type Row = Record<string, AttributeValue>;

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterAll(() => servers.stop());

/** What no request can say, or what is this library's: the rest the server judges. */
function canBeSent(value: unknown): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  return Object.entries(value).every(([name, member]) => name !== '__proto__' && canBeSent(name) && canBeSent(member));
}
const RESERVED = ['s3Key', 's3Archive', '_s3_pointer', 'partition_key', 'sort_key', 'user_group', 'createdAt', 'userGroup', 'sessionData'];
const ITEMS = 100;

it.each(['json', 'dynamodb-json'] as const)(
  'random items of every type, depth and odd name go to S3 as %s and come back bit for bit, read and restored',
  async bodyFormat => {
    const stage = await Stage.create(servers, { bodyFormat });
    const taken = new Map<string, Row>();
    const get = async (id: string) => (await stage.row(id)) ?? {};
    for (const [index, random] of fc.sample(rows, 3 * ITEMS).entries()) {
      const own = Object.fromEntries(Object.entries(random).filter(([name]) => name !== '' && !RESERVED.includes(name)));
      if (!canBeSent(own) || Object.keys(own).length === 0 || taken.size === ITEMS) continue;
      const id = String(index).padStart(4, '0');
      const Item = { ...stage.rawKey(id), ...own, createdAt: { S: old.toISOString() }, sessionData: { S: 'x' } };
      const isTaken = await servers.dynamoDb.send(new PutItemCommand({ TableName: stage.table, Item })).then(
        () => true,
        (error: Error) => {
          expect(error.name).toBe('ValidationException'); // an empty member of a set, an empty name inside
          return false;
        },
      );
      if (isTaken) taken.set(id, await get(id));
    }
    expect(taken.size).toBeGreaterThan(50);
    const result = await stage.db.archiveOldData();
    expect({ archived: result.itemsArchived, errors: result.errors }).toEqual({ archived: taken.size, errors: [] });

    const state = dbState(stage.db);
    const view = [...(state?.views.values() ?? [])][0]?.get('sessions');
    const tier = state?.runtime.tier;
    if (!view || !tier) throw new Error('a hybrid database has a tier and this view');
    const scope = { table: view.schema.table, view: view.schema, signal: undefined };
    for (const [id, before] of taken) {
      const pointer = await get(id);
      expect(rowBytes(pointer)).toBeLessThan(500);
      const [resolved] = await tier.resolve([pointer], { ...scope, index: undefined, matches: () => true });
      if (!resolved || !('row' in resolved)) throw new Error(`${id} is gone`);
      const { s3Key: _, ...whole } = resolved.row; // which the class asks for
      expect(rowsEqual(whole, before)).toBe(true);
      await tier.restore(pointer, scope);
      expect(rowsEqual(await get(id), before)).toBe(true);
    }
  },
);
