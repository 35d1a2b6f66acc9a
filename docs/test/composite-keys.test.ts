import { expect, it } from '@jest/globals';
import { LogicalDb } from '@tempest-ts/tempest';
import { startTestServers } from '../../test-support/start-test-servers.js';
import { ShopDb, useShop } from '../snippets/composite-keys.js';

it('finds orders and their lines as the guide to data modelling says', async () => {
  const servers = await startTestServers();
  try {
    await servers.createTables(ShopDb);
    const found = await useShop(LogicalDb.create(ShopDb, servers.dynamoDb));
    expect(found).toEqual([['p2'], ['p1', 'p2', 'p10'], ['p2', 'p10'], ['o1'], []]);
  } finally {
    await servers.stop();
  }
});
