import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LogicalDb } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../test-support/start-test-servers.js';
import { review, ShelfDb, show } from '../snippets/checks-and-classes.js';

let servers: LocalServers;
let db: ShelfDb;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(ShelfDb);
  db = LogicalDb.create(ShelfDb, servers.dynamoDb);
});
afterAll(() => servers.stop());

it('refuses an item that does not fit its schema, and fills in what the class initialises', async () => {
  const [state, id, issues] = await review(db);
  expect(state).toBe('draft');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(issues).toEqual([expect.stringMatching(/^rating: Too big/)]);
});

it('reads each item as what it is, and several classes in one query', async () => {
  expect(await show(db)).toEqual(['Album: Kind of Blue', 'Film: Lift to the Scaffold', 'Review: Calm']);
});
