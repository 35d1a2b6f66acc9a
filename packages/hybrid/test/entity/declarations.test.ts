import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  ConfigurationError,
  DeclarationError,
  type HybridConfig,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  KeyTemplateError,
  LogicalDb,
  logicalTable,
  secondaryIndex,
} from '@tempest-ts/hybrid';
import { UserDatabase } from '../fixtures/sessions.js';

// Nothing of this sends a request: what is wrong with declarations and configs is said by create().
const client = new DynamoDBClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
const s3Config = { bucketName: 'my-app-archive', region: 'us-west-2' };
const anyAge = { archiveAfterDuration: { days: 1 } };

function create<DB extends LogicalDb>(dbClass: new () => DB, config: Partial<HybridConfig> = {}): HybridLogicalDb<DB> {
  return HybridLogicalDb.create(dbClass, LogicalDb.create(dbClass, client), { s3Config, archivalConfig: anyAge, ...config });
}

/** A database of one entity, whose class `declare` marks. */
function databaseOf(entity: new () => object, options: { sortKey?: string | null } = {}): new () => LogicalDb {
  return class OneEntityDatabase extends LogicalDb {
    things = logicalTable({
      name: 'things',
      ...options,
      views: { things: inlineView(entity, { key: (options.sortKey === null ? ['owner'] : ['owner', 'id']) as never }) },
    }) as unknown;
  };
}

class Keys {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
}

describe('the config', () => {
  const base = { s3Config };
  it.each<[string, object, string]>([
    ['nothing', undefined as never, 'the config'],
    ['no s3Config', {}, 's3Config'],
    ['a typo at the top', { ...base, onHydrationErorr: 'throw' }, 'onHydrationErorr: there is no such option'],
    ['a typo in s3Config', { s3Config: { ...s3Config, bucket: 'x' } }, 's3Config.bucket: there is no such option, only bucketName, '],
    ['a typo in archivalConfig', { ...base, archivalConfig: { enabeld: true } }, 'archivalConfig.enabeld: there is no such option'],
    [
      'a typo in a duration',
      { ...base, archivalConfig: { archiveAfterDuration: { day: 1 } } },
      'archiveAfterDuration.day: there is no such option',
    ],
    ['no bucket', { s3Config: { region: 'us-west-2' } }, 's3Config.bucketName: the name of a bucket'],
    ['neither region nor client', { s3Config: { bucketName: 'my-app-archive' } }, "region: 'us-west-2'"],
    ['both region and client', { s3Config: { ...s3Config, client: new S3Client({ region: 'us-west-2' }) } }, 'not both'],
    ['a client that is none', { s3Config: { bucketName: 'my-app-archive', client: {} } }, 's3Config.client: an S3Client'],
    ['a prefix without a slash', { s3Config: { ...s3Config, keyPrefix: 'archive' } }, "s3Config.keyPrefix: ends in '/'"],
    ['a prefix that leads elsewhere', { s3Config: { ...s3Config, keyPrefix: 'a/../b/' } }, 's3Config.keyPrefix'],
    ['a prefix that is too long', { s3Config: { ...s3Config, keyPrefix: `${'x'.repeat(600)}/` } }, 's3Config.keyPrefix: at most 512 bytes'],
    ['a negative duration', { ...base, archivalConfig: { archiveAfterDuration: { days: -1 } } }, 'archiveAfterDuration.days: not negative'],
    ['an empty duration', { ...base, archivalConfig: { archiveAfterDuration: {} } }, 'at least one of days, hours'],
    ['an attempt without time', { ...base, archivalConfig: { maxAttemptAge: { hours: 0 } } }, 'maxAttemptAge: longer than no time'],
    ['no concurrency', { ...base, readConcurrency: 0 }, 'readConcurrency: at least 1'],
    ['a body format that is none', { ...base, bodyFormat: 'xml' }, 'bodyFormat'],
    ['a clock that is none', { ...base, clock: new Date() }, 'clock: a function'],
  ])('with %s is refused, naming the option', (_, config, text) => {
    const made = () => HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, client), config as HybridConfig);
    expect(made).toThrow(ConfigurationError);
    expect(made).toThrow(text);
  });

  it('is refused with a regular database that LogicalDb.create() did not make, or of another class', () => {
    expect(() => HybridLogicalDb.create(UserDatabase, new UserDatabase(), { s3Config })).toThrow('LogicalDb.create()');
    expect(() => HybridLogicalDb.create(UserDatabase, undefined as never, { s3Config })).toThrow(ConfigurationError);
    const other = LogicalDb.create(databaseOf(Keys), client);
    expect(() => HybridLogicalDb.create(UserDatabase, other as never, { s3Config })).toThrow('OneEntityDatabase');
  });

  it('is taken, and leaves the regular database as it was', () => {
    const regularDb = LogicalDb.create(UserDatabase, client);
    const db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config });
    expect(db).not.toBe(regularDb);
    expect(db).toBeInstanceOf(UserDatabase);
    expect('archiveOldData' in regularDb).toBe(false);
    db.close();
  });
});

describe('the key template', () => {
  const withTemplate = (s3KeyTemplate: string, options: { sortKey?: string | null } = {}) => {
    @HybridTable({ s3KeyTemplate })
    class Thing extends Keys {
      @ArchivalTimestamp() at!: Date;
    }
    return () => create(databaseOf(Thing, options));
  };

  it.each([
    ['an unknown placeholder', 'x/{pk}/{id}'],
    ['no partition key', 'x/{sk}'],
    ['no sort key', 'x/{pk}'],
    ['a stray brace', 'x/{pk/{sk}'],
    ['nothing in it', ''],
  ])('with %s is refused', (_, template) => {
    expect(withTemplate(template)).toThrow(KeyTemplateError);
  });

  it('of a table without a sort key names none', () => {
    expect(withTemplate('x/{pk}/{sk}', { sortKey: null })).toThrow(KeyTemplateError);
    expect(withTemplate('x/{pk}', { sortKey: null })).not.toThrow();
  });

  it('that could meet another table’s is refused, naming both', () => {
    @HybridTable({ s3KeyTemplate: 'x/{pk}/{sk}' })
    class First extends Keys {
      @ArchivalTimestamp() at!: Date;
    }
    @HybridTable({ s3KeyTemplate: '{table}/{pk}/{sk}' })
    class Second extends Keys {
      @ArchivalTimestamp() at!: Date;
    }
    const two = (name: string) =>
      class TwoTables extends LogicalDb {
        first = logicalTable({ name: 'first', views: { first: inlineView(First, { key: ['owner', 'id'] }) } });
        second = logicalTable({ name, views: { second: inlineView(Second, { key: ['owner', 'id'] }) } });
      };
    expect(() => create(two('second'))).not.toThrow();
    const meet = () =>
      HybridLogicalDb.create(
        two('second'),
        LogicalDb.create(two('second'), client, { tableNameResolver: name => (name === 'second' ? 'xxx' : name) }) as never,
        { s3Config, archivalConfig: anyAge },
      );
    expect(meet).toThrow(ConfigurationError);
  });
});

describe('an entity', () => {
  it('without an archival timestamp is refused, naming the class', () => {
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Undated extends Keys {}
    expect(() => create(databaseOf(Undated))).toThrow(DeclarationError);
    expect(() => create(databaseOf(Undated))).toThrow('Undated: a @HybridTable needs a date');
  });

  it('with two archival timestamps is refused, naming both', () => {
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Twice extends Keys {
      @ArchivalTimestamp() made!: Date;
      @ArchivalTimestamp() changed!: Date;
    }
    expect(() => create(databaseOf(Twice))).toThrow('made and changed');
  });

  it('with an archival timestamp that is no date is refused', () => {
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Numbered extends Keys {
      @ArchivalTimestamp({ type: Number }) at!: Date;
    }
    expect(() => create(databaseOf(Numbered))).toThrow(
      "at is its @ArchivalTimestamp(), so its `type` is Date, 'epochSeconds' or 'epochMillis'",
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('archived after %d days is refused', archiveAfterDays => {
    @HybridTable({ archiveAfterDays, s3KeyTemplate: '{pk}/{sk}' })
    class Odd extends Keys {
      @ArchivalTimestamp() at!: Date;
    }
    expect(() => create(databaseOf(Odd))).toThrow('Odd: archiveAfterDays');
  });

  it('of which nothing says when its items are old is refused', () => {
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Ageless extends Keys {
      @ArchivalTimestamp() at!: Date;
    }
    const make = () => create(databaseOf(Ageless), { archivalConfig: {} });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow('Ageless: nothing says when its items are old');
  });

  it('with a misspelt option is refused', () => {
    @HybridTable({ archiveAfterDay: 3, s3KeyTemplate: '{pk}/{sk}' } as never)
    class Misspelt extends Keys {
      @ArchivalTimestamp() at!: Date;
    }
    expect(() => create(databaseOf(Misspelt))).toThrow('@HybridTable has no option `archiveAfterDay`');
  });

  it('whose key, or whose date, is where pointers say where they are is refused', () => {
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Taken {
      @Attribute({ name: 'partition_key' }) owner!: string;
      @Attribute({ name: 's3Key' }) id!: string;
      @ArchivalTimestamp() at!: Date;
    }
    expect(() => create(databaseOf(Taken, { sortKey: 's3Key' }))).toThrow('s3Key is where archived rows');
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Dated extends Keys {
      @ArchivalTimestamp({ name: 's3Key' }) at!: Date;
    }
    expect(() => create(databaseOf(Dated))).toThrow('the archival timestamp');
  });

  it('that is seen through indexes only, or not at all, is refused: its items would never be archived', () => {
    @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
    class Seen extends Keys {
      @Attribute() group!: string;
      @ArchivalTimestamp() at!: Date;
    }
    class IndexOnly extends LogicalDb {
      things = logicalTable({
        name: 'things',
        indexes: { by_group: { partitionKey: 'group', sortKey: 'at' } },
        views: { byGroup: secondaryIndex(Seen, { index: 'by_group', key: ['group', 'at'] }) },
      });
    }
    expect(() => create(IndexOnly)).toThrow(DeclarationError);
    expect(() => create(IndexOnly)).toThrow('Seen is marked @HybridTable, but table things has no inline view');
    expect(() => create(databaseOf(Keys))).toThrow('no entity with an inline view is marked @HybridTable');
  });
});

describe('an index', () => {
  @HybridTable({ s3KeyTemplate: '{pk}/{sk}' })
  class Grouped extends Keys {
    @Attribute() group!: string;
    @ArchivalTimestamp() at!: Date;
  }
  const withProjection = (projection: 'keysOnly' | readonly string[]) =>
    class Indexed extends LogicalDb {
      things = logicalTable({
        name: 'things',
        indexes: { by_group: { partitionKey: 'group', sortKey: 'at', projection } },
        views: {
          things: inlineView(Grouped, { key: ['owner', 'id'] }),
          byGroup: secondaryIndex(Grouped, { index: 'by_group', key: ['group', 'at'] }),
        },
      });
    };

  it.each([['keysOnly' as const], [['other']], [['s3Key']]])('that carries %j lacks the pointer, and is refused', projection => {
    const make = () => create(withProjection(projection));
    expect(make).toThrow(DeclarationError);
    expect(make).toThrow(/View byGroup of table things \(Grouped\): the index by_group does not carry .*s3Archive/);
  });

  it('that carries the pointer is taken', () => {
    expect(() => create(withProjection(['s3Key', 's3Archive']))).not.toThrow();
  });
});

it('a database with a property of an operation’s name is refused', () => {
  class Clash extends UserDatabase {
    archiveOldData = 5;
  }
  expect(() => create(Clash as unknown as new () => LogicalDb)).toThrow('archiveOldData: a hybrid database has an operation of that name');
});
