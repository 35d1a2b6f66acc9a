import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { intercept } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(() => servers.stop());

/** Has something happen between the storing of the object and the first repoint. */
function beforeFirst(happen: () => Promise<void>): () => void {
  let happened = false;
  return intercept(servers.dynamoDb, 'UpdateItem', async ({ input, send }) => {
    if (!happened && input.ConditionExpression !== undefined) {
      happened = true;
      await happen();
    }
    return send();
  });
}

describe.each(['single', 'packed'] as const)('archived rows that have gained attributes, of an entity that is %s', layout => {
  const create = () => Stage.create(servers, { archivalConfig: { layout } });

  it('move to an object with what they gained, and read and come back as before', async () => {
    const stage = await create();
    await stage.archive('a', 'b', 'c');
    const [before] = [await stage.row('a')];
    const pointerRow = await stage.row('b');
    await stage.updateRaw('a', 'SET extra = :x, sessionData = :d', { ':x': { M: { deep: { N: '1' } } }, ':d': { S: 'said later' } });
    const seen = await stage.load('a');
    expect(seen?.sessionData).toBe('said later');

    expect(await stage.db.migrateArchive({ dryRun: true })).toMatchObject({ itemsMigrated: 1, itemsCurrent: 2, reasons: { grown: 1 } });
    expect(await stage.db.migrateArchive({ only: ['key'] })).toMatchObject({ itemsMigrated: 0, itemsCurrent: 3 });
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 1, objectsWritten: 1, reasons: { grown: 1 }, errorCount: 0 });

    const after = await stage.row('a');
    expect(Object.keys(after ?? {}).sort()).toEqual(Object.keys(before ?? {}).sort());
    expect(after?.s3Archive).not.toEqual(before?.s3Archive);
    expect(await stage.row('b')).toEqual(pointerRow);
    expect({ ...(await stage.load('a')), s3Key: undefined }).toEqual({ ...seen, s3Key: undefined });
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 0, itemsCurrent: 3 });
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: true });
    expect(await stage.db.restore('all')).toMatchObject({ itemsRestored: 3, errorCount: 0 });
    expect(await stage.row('a')).toMatchObject({ extra: { M: { deep: { N: '1' } } }, sessionData: { S: 'said later' } });
  });

  it('stay as they are where they change meanwhile', async () => {
    const stage = await create();
    await stage.archive('a');
    await stage.updateRaw('a', 'SET extra = :x', { ':x': { S: 'first' } });
    let changed = false;
    stop = beforeFirst(async () => {
      changed = true;
      await stage.updateRaw('a', 'SET extra = :x, another = :y', { ':x': { S: 'second' }, ':y': { S: 'y' } });
    });
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 0, itemsSkipped: 1, errorCount: 0 });
    expect(changed).toBe(true);
    expect(await stage.row('a')).toMatchObject({ extra: { S: 'second' }, another: { S: 'y' }, s3Archive: expect.anything() });
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 1 });
    expect(await stage.row('a')).not.toHaveProperty('another');
    await stage.db.restore('all');
    expect(await stage.row('a')).toMatchObject({ extra: { S: 'second' }, another: { S: 'y' } });
  });

  it('keep what was gained while they were on their way', async () => {
    const stage = await create();
    await stage.archive('a');
    await stage.updateRaw('a', 'SET extra = :x', { ':x': { S: 'first' } });
    stop = beforeFirst(() => stage.updateRaw('a', 'SET another = :y', { ':y': { S: 'y' } }));
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 1 });
    const row = await stage.row('a');
    expect(row).toMatchObject({ another: { S: 'y' } });
    expect(row).not.toHaveProperty('extra');
  });

  it('never move more than a restore brings back', async () => {
    const stage = await create();
    await stage.archive('a');
    const names = Array.from({ length: 200 }, (_, index) => `attribute${index}`);
    for (let at = 0; at < names.length; at += 50) {
      const some = names.slice(at, at + 50);
      await stage.updateRaw('a', `SET ${some.map(name => `${name} = :x`).join(', ')}`, { ':x': { S: 'x' } });
    }
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 1, errorCount: 0 });
    expect(Object.keys((await stage.row('a')) ?? {}).filter(name => name.startsWith('attribute')).length).toBeGreaterThan(50);
    expect(await stage.db.restore('all')).toMatchObject({ itemsRestored: 1, errorCount: 0 });
    for (const name of names) expect((await stage.row('a'))?.[name]).toEqual({ S: 'x' });
  });

  it('are the same item afterwards, whatever they gained, lost and gained again', async () => {
    const stage = await create();
    const value: fc.Arbitrary<AttributeValue> = fc.oneof(
      fc.string().map(S => ({ S })),
      fc.integer().map(N => ({ N: String(N) })),
      fc.constant({ NULL: true as const }),
      fc.uint8Array({ minLength: 1, maxLength: 4 }).map(B => ({ B })),
    );
    const change = fc.record({ name: fc.constantFrom('sessionData', 'extra', 'b', 'user_group'), value: fc.option(value) });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 3 }), async rounds => {
        count += 1;
        const id = `s${count}`;
        const createdAt = { S: old.toISOString() };
        await stage.putRaw({ ...stage.rawKey(id), createdAt, user_group: { S: 'g' }, sessionData: { S: 'data' }, extra: { N: '1' } });
        await stage.db.archiveOldData();
        const expected: Record<string, unknown> = {
          ...stage.rawKey(id),
          createdAt,
          user_group: { S: 'g' },
          sessionData: { S: 'data' },
          extra: { N: '1' },
        };
        for (const changes of rounds) {
          for (const { name, value: to } of changes) {
            if (to && !(name === 'user_group' && to.S === undefined) && to.S !== '') {
              await stage.updateRaw(id, 'SET #n = :v', { ':v': to }, { '#n': name });
              expected[name] = to;
            } else if (name === 'user_group') {
              await stage.updateRaw(id, 'REMOVE #n', {}, { '#n': name }); // kept: what the row lacks the item lacks
              delete expected[name];
            }
          }
          await stage.db.migrateArchive();
        }
        await stage.db.restore([stage.db.users.sessions.key(stage.key(id))]);
        const { s3NotBefore: _held, ...row } = (await stage.row(id)) ?? {};
        expect(row).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });
});
