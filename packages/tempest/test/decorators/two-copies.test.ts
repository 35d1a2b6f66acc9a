import { describe, expect, it, jest } from '@jest/globals';
import * as first from '@tempest-ts/tempest';
import * as firstExtend from '@tempest-ts/tempest/extend';
import { noClient } from '../fixtures/compile.js';

type Package = typeof import('@tempest-ts/tempest');
type Extension = typeof import('@tempest-ts/tempest/extend');

/** The package loaded once more, as where one part of an application loads its ES modules and another its CommonJS. */
function loadSecond(): { readonly second: Package; readonly secondExtend: Extension } {
  let loaded: { second: Package; secondExtend: Extension } | undefined;
  jest.isolateModules(() => {
    loaded = { second: require('@tempest-ts/tempest') as Package, secondExtend: require('@tempest-ts/tempest/extend') as Extension };
  });
  if (!loaded) throw new Error('not loaded');
  return loaded;
}

describe('two loaded copies of the package', () => {
  const { second, secondExtend } = loadSecond();

  class Session {
    @first.Attribute({ name: 'partition_key' }) userId!: string;
    @second.Attribute({ name: 'sort_key', prefix: 'S_' }) sessionId!: string;
    by?: string;
  }
  second.Attribute()(Session.prototype, 'by');

  class Db extends first.LogicalDb {
    users = second.logicalTable({ name: 'users', views: { sessions: first.inlineView(Session, { key: ['userId', 'sessionId'] }) } });
  }

  it('are two', () => {
    expect(second.LogicalDb).not.toBe(first.LogicalDb);
  });

  it.each([
    ['the first', () => first.LogicalDb.create(Db, noClient)],
    ['the second', () => second.LogicalDb.create(Db, noClient)],
  ])('share metadata, declarations and database objects: made by %s', (_, create) => {
    const db = create();
    for (const extend of [firstExtend, secondExtend]) {
      const state = extend.dbState(db);
      const [table] = state?.schema.tables.values() ?? [];
      expect([...(table?.views.get('sessions')?.entity.byProperty.keys() ?? [])].sort()).toEqual(['by', 'sessionId', 'userId']);
    }
    expect(db.repository(Session)).toBe(db.users.sessions);
    const repository = second.LogicalDb.prototype.repository as (entity: unknown) => unknown;
    expect(repository.call(db, Session)).toBe(db.users.sessions);
  });

  it('take each other’s conditions and expressions', async () => {
    const sent: unknown[] = [];
    const client = {
      config: {},
      send: async (command: { input: unknown }) => {
        sent.push(command.input);
        return {};
      },
    };
    const db = first.LogicalDb.create(Db, client as never);
    await db.users.sessions.query(second.beginsWith({ userId: 'u', sessionId: 's' }), { filter: second.expression('attribute_exists(x)') });
    expect(sent).toHaveLength(1);
  });
});
