import 'reflect-metadata';
import { inspect } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import {
  Attribute,
  ConfigurationError,
  createTableInputs,
  DeclarationError,
  inlineView,
  LogicalDb,
  logicalTable,
  UnboundViewError,
} from '@tempest-ts/tempest';
import { noClient } from '../fixtures/compile.js';
import { MusicDb } from '../fixtures/music.js';

class Session {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
}
const sessions = () => inlineView(Session, { key: ['userId', 'sessionId'] });
class Db extends LogicalDb {
  users = logicalTable({ name: 'users', views: { sessions: sessions() } });
  other = 'not a table';
}

describe('LogicalDb.create()', () => {
  it('makes a new object each time; the declaring class can be made too', () => {
    const db = LogicalDb.create(Db, noClient);
    expect(db).toBeInstanceOf(Db);
    expect(db.other).toBe('not a table');
    expect(LogicalDb.create(Db, noClient)).not.toBe(db);
    expect(() => new Db().users.sessions.load({ userId: 'u', sessionId: 's' })).toThrow(UnboundViewError);
    expect(() => new Db().users.sessions.load({ userId: 'u', sessionId: 's' })).toThrow('Use the object that LogicalDb.create() returns');
  });

  it('gives a table its views and no other property', () => {
    expect(Object.keys(LogicalDb.create(Db, noClient).users)).toEqual(['sessions']);
  });

  it('may be awaited and printed before and after, without the client and what it holds', async () => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'told to nobody' };
    const client = new DynamoDBClient({ region: 'us-east-1', credentials });
    const db = LogicalDb.create(Db, client);
    for (const each of [new Db().users.sessions, db.users.sessions, db.users, db]) {
      expect(await each).toBe(each);
      expect(JSON.stringify(each)).not.toMatch(/told to nobody|middleware/);
      expect(inspect(each, { depth: 10 })).not.toMatch(/told to nobody|middleware/);
    }
    client.destroy();
  });

  it('finds the one inline view of an entity', () => {
    class Twice extends LogicalDb {
      first = logicalTable({ name: 'first', views: { sessions: sessions() } });
      second = logicalTable({ name: 'second', views: { sessions: sessions() } });
    }
    const db = LogicalDb.create(Db, noClient);
    expect(db.repository(Session)).toBe(db.users.sessions);
    const repository = (from: LogicalDb, entity: unknown) => () => (from.repository as (entity: unknown) => unknown).call(from, entity);
    expect(repository(LogicalDb.create(Twice, noClient), Session)).toThrow(
      'Twice: Session has 2 inline views, so it is not clear which is meant',
    );
    expect(repository(db, class Stranger {})).toThrow('Db: Stranger has no inline view.');
    expect(repository(new Db(), Session)).toThrow(UnboundViewError);
  });

  it('asks the resolver for the real name', () => {
    const [input] = createTableInputs(Db, { tableNameResolver: name => `prod_${name}` });
    expect(input?.TableName).toBe('prod_users');
  });
});

describe('a mistake is found before any request', () => {
  const create = (client: unknown, options?: object) => () => LogicalDb.create(Db, client as DynamoDBClient, options as never);

  it('a document client is refused; a plain client that one was made of is not', () => {
    // What @aws-sdk/lib-dynamodb does: the new client shares its configuration with the plain one, and writes into it.
    class DynamoDBDocumentClient {
      readonly config: object;
      constructor(client: DynamoDBClient) {
        this.config = Object.assign(client.config, { translateConfig: {} });
      }
      send(): void {}
    }
    class DynamoDBDocument extends DynamoDBDocumentClient {}
    const plain = new DynamoDBClient({ region: 'us-east-1' });
    expect(create(new DynamoDBDocument(plain))).toThrow(ConfigurationError);
    expect(create(new DynamoDBDocumentClient(plain))).toThrow('takes the plain DynamoDBClient, not a DynamoDBDocumentClient');
    expect(create(plain)).not.toThrow();
  });

  it.each([
    ['no client', () => create(undefined), 'takes a DynamoDBClient'],
    ['something else for a client', () => create({ region: 'us-east-1' }), 'takes a DynamoDBClient'],
    ['a misspelt option', () => create(noClient, { tableNameResolve: 1 }), 'has no option `tableNameResolve`. It has tableNameResolver'],
    ['a resolver that is no function', () => create(noClient, { tableNameResolver: 'prod_' }), '`tableNameResolver` is a function'],
    ['no class', () => () => LogicalDb.create({} as never, noClient), 'takes a class that extends LogicalDb'],
  ])('%s', (_, attempt, why) => {
    expect(attempt()).toThrow(ConfigurationError);
    expect(attempt()).toThrow(why);
  });

  it('a resolver that gives no name', () => {
    expect(create(noClient, { tableNameResolver: () => undefined })).toThrow("Table users: 'undefined' is no table name");
    expect(create(noClient, { tableNameResolver: (name: string) => `prod ${name}` })).toThrow("Table users: 'prod users' is no table name");
  });

  it('a table declared twice', () => {
    class Twice extends LogicalDb {
      users = logicalTable({ name: 'users', views: { sessions: sessions() } });
      again = logicalTable({ name: 'users', views: { sessions: sessions() } });
    }
    expect(() => LogicalDb.create(Twice, noClient)).toThrow('Twice.again and Twice.users are both the table users. Declare a table once');
    class Apart extends Twice {}
    expect(() => LogicalDb.create(Apart, noClient, { tableNameResolver: () => 'one_table' })).toThrow(DeclarationError);
  });

  it('no table', () => {
    class Empty extends LogicalDb {}
    expect(() => LogicalDb.create(Empty, noClient)).toThrow('Empty declares no table');
  });
});

describe('createTableInputs()', () => {
  it('describes keys, indexes and projections as declared', () => {
    const [input] = createTableInputs(MusicDb);
    expect(input).toMatchObject({
      TableName: 'music_items',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'partition_key', KeyType: 'HASH' },
        { AttributeName: 'sort_key', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'artist_album', Projection: { ProjectionType: 'ALL' } }],
      LocalSecondaryIndexes: [{ IndexName: 'by_track' }],
    });
  });

  it('takes the types of keys from the declared types', () => {
    class Typed {
      @Attribute({ name: 'partition_key', type: Uint8Array }) id!: Uint8Array;
      @Attribute({ name: 'sort_key', type: 'epochMillis' }) at!: Date;
      @Attribute({ name: 'big', type: BigInt }) big?: bigint;
      @Attribute({ name: 'day', type: Date }) day?: Date;
      @Attribute({ name: 'size', type: Number }) size?: number;
    }
    class TypedDb extends LogicalDb {
      things = logicalTable({
        name: 'things',
        indexes: {
          by_big: { partitionKey: 'big', sortKey: 'day', projection: ['size'] },
          by_size: { local: true, sortKey: 'size', projection: 'keysOnly' },
        },
        views: { all: inlineView(Typed, { key: ['id', 'at'] }) },
      });
    }
    const [input] = createTableInputs(TypedDb);
    const types = Object.fromEntries(input?.AttributeDefinitions?.map(each => [each.AttributeName, each.AttributeType]) ?? []);
    expect(types).toEqual({ partition_key: 'B', sort_key: 'N', big: 'N', day: 'S', size: 'N' });
    expect(input?.GlobalSecondaryIndexes?.[0]?.Projection).toEqual({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['size'] });
    expect(input?.LocalSecondaryIndexes?.[0]?.Projection).toEqual({ ProjectionType: 'KEYS_ONLY' });
  });

  it('takes what a compiler emits for a hint of the type of a key, and never over `type`', () => {
    const typesOf = (emitted: unknown, options: { readonly type?: StringConstructor }) => {
      class Emitted {
        @Attribute({ name: 'partition_key' }) id!: string;
        @Attribute({ name: 'sort_key', ...options }) at!: unknown;
      }
      if (emitted) Reflect.defineMetadata('design:type', emitted, Emitted.prototype, 'at');
      else Reflect.deleteMetadata('design:type', Emitted.prototype, 'at');
      class EmittedDb extends LogicalDb {
        things = logicalTable({ name: 'things', views: { all: inlineView(Emitted, { key: ['id', 'at'] }) } });
      }
      return createTableInputs(EmittedDb)[0]?.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === 'sort_key')
        ?.AttributeType;
    };
    expect([undefined, Object, String, Number, Uint8Array].map(emitted => typesOf(emitted, {}))).toEqual(['S', 'S', 'S', 'N', 'B']);
    for (const emitted of [undefined, Number, Uint8Array]) expect(typesOf(emitted, { type: String })).toBe('S');
  });
});
