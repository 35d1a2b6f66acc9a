import { describe, expect, it } from '@jest/globals';
import { Attribute, DeclarationError, inlineView, LogicalDb, type LogicalTable, logicalTable, secondaryIndex } from '@tempest-ts/tempest';
import { HYBRID_MARK, makeEntityDecorator } from '@tempest-ts/tempest/extend';
import { noClient } from '../fixtures/compile.js';

class Session {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute({ name: 'user_group' }) userGroup?: string;
  @Attribute({ type: Date }) createdAt!: Date;
}
class Info {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'INFO_' }) readonly sortKey = '';
}
class InfoMore {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'INFO_MORE_' }) part!: string;
}
class Track {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'TRACK_' }) part!: string;
}
class Named extends Session {
  @Attribute() title?: string;
}
class Keyless {
  @Attribute() id!: string;
}
class EmptyConstant {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key' }) readonly sortKey = '';
}
class EmptyAllowed {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'E_', allowEmpty: true }) readonly sortKey = '';
}

const sessions = inlineView(Session, { key: ['userId', 'sessionId'] });
const groups = { by_group: { partitionKey: 'user_group', sortKey: 'createdAt' } };

/** Options as JavaScript may pass them. */
function create(options: object): () => unknown {
  class UserDb extends LogicalDb {
    users: LogicalTable<object> = logicalTable({ name: 'users', ...options } as never);
  }
  return () => LogicalDb.create(UserDb, noClient);
}

const cases: readonly (readonly [string, object, string])[] = [
  ['a misspelt option', { views: { sessions }, sortkey: 'x' }, 'logicalTable users has no option `sortkey`. It has name, partitionKey'],
  ['a name DynamoDB refuses', { name: 'user sessions', views: { sessions } }, "'user sessions' is no table name"],
  [
    'more local indexes than DynamoDB makes',
    {
      views: { sessions },
      indexes: Object.fromEntries([1, 2, 3, 4, 5, 6].map(n => [`local_${n}`, { local: true, sortKey: 'createdAt' }])),
    },
    'declares 6 local indexes; DynamoDB makes 5 at most',
  ],
  ['a short name', { name: 'ab', views: { sessions } }, "'ab' is no table name"],
  ['no name', { name: undefined, views: { sessions } }, 'a table has a name'],
  ['no views', { views: {} }, 'Table users has no views'],
  ['an empty key name', { partitionKey: '', views: { sessions } }, 'a key attribute has a name'],
  ['a key that is no name', { sortKey: 5, views: { sessions } }, 'a key attribute has a name'],
  ['one attribute as both keys', { sortKey: 'partition_key', views: { sessions } }, 'are two attributes'],
  ['a view called then', { views: Object.fromEntries([['then', sessions]]) }, 'a view cannot be called then. Rename it.'],
  ['a view called toJSON', { views: { toJSON: sessions } }, 'a view cannot be called toJSON'],
  ['a view called constructor', { views: { constructor: sessions } }, 'a view cannot be called constructor'],
  [
    'an entity without the table’s key',
    { views: { keyless: inlineView(Keyless, { key: ['id'] }) } },
    "View keyless of table users (Keyless): `id` is stored as id, but the partition key is the attribute partition_key. Use @Attribute({ name: 'partition_key' })",
  ],
  [
    'a key that is no attribute',
    { views: { all: inlineView(Session, { key: ['user' as 'userId', 'sessionId'] }) } },
    'names `user`, which is no attribute of Session',
  ],
  [
    'keys in the wrong order',
    { views: { all: inlineView(Session, { key: ['sessionId', 'userId'] }) } },
    '`sessionId` is stored as sort_key',
  ],
  [
    'a sort key left out that is no constant',
    { views: { all: inlineView(Session, { key: ['userId'] }) } },
    'its key leaves out the sort key, sort_key',
  ],
  [
    'a sort key of a table without',
    { sortKey: null, views: { sessions } },
    'its key names a sort property, `sessionId`, but there is no sort key',
  ],
  [
    'three parts of a key',
    { views: { all: inlineView(Session, { key: ['userId', 'sessionId', 'x'] as never }) } },
    '`key` is [partition] or [partition, sort]',
  ],
  ['no part of a key', { views: { all: inlineView(Session, { key: [] as never }) } }, '`key` is [partition] or [partition, sort]'],
  [
    'a constant that would be an empty key',
    { views: { all: inlineView(EmptyConstant, { key: ['id'] }) } },
    "`sortKey` is '' and would be an empty key",
  ],
  [
    'a constant that would be left absent',
    { views: { all: inlineView(EmptyAllowed, { key: ['id'] }) } },
    "`sortKey` is '' and would be an empty key",
  ],
  [
    'two entities that nothing tells apart',
    { views: { sessions, tracks: inlineView(Track, { key: ['id', 'part'] }) } },
    'Table users: nothing tells the rows of Track from those of Session. Give their sort keys',
  ],
  [
    'a prefix that begins with another',
    {
      views: {
        info: inlineView(InfoMore, { key: ['id', 'part'] }),
        more: inlineView(class More extends InfoMore {}, { key: ['id', 'part'] }),
      },
    },
    'nothing tells the rows of More from those of InfoMore',
  ],
  [
    'an index that is not declared',
    { views: { sessions, recent: secondaryIndex(Session, { index: 'by_time', key: ['userGroup'] }) } },
    'View recent of table users (Session): the table declares no index by_time. Declared: none',
  ],
  [
    'a misspelt index',
    { indexes: groups, views: { recent: secondaryIndex(Session, { index: 'by_groups', key: ['userGroup', 'createdAt'] }) } },
    'Declared: by_group. Add it to `indexes`, or correct the name.',
  ],
  [
    'an index whose key no entity carries',
    { indexes: { by_x: { partitionKey: 'grup' } }, views: { sessions } },
    'Index by_x of table users: no entity of the table has an attribute grup',
  ],
  [
    'a misspelt option of an index',
    { indexes: { by_x: { partitionkey: 'user_group' } }, views: { sessions } },
    'Index by_x of table users has no option `partitionkey`',
  ],
  ['an index without a key', { indexes: { by_x: {} }, views: { sessions } }, 'name its `partitionKey` attribute, or say `local: true`'],
  [
    'an index name DynamoDB refuses',
    { indexes: { 'by x': { partitionKey: 'user_group' } }, views: { sessions } },
    'Index by x of table users: DynamoDB takes 3 to 255',
  ],
  [
    'an index with one attribute as both keys',
    { indexes: { by_x: { partitionKey: 'user_group', sortKey: 'user_group' } }, views: { sessions } },
    'is the name of another attribute',
  ],
  [
    'a local index with another partition key',
    { indexes: { by_x: { partitionKey: 'user_group', sortKey: 'createdAt', local: true } }, views: { sessions } },
    "a local index has the table's partition key, partition_key",
  ],
  ['a local index without a sort key', { indexes: { by_x: { local: true } }, views: { sessions } }, 'a local index needs a `sortKey`'],
  [
    'a local index of a table without a sort key',
    { sortKey: null, indexes: { by_x: { local: true, sortKey: 'createdAt' } }, views: { all: inlineView(Session, { key: ['userId'] }) } },
    'a table without a sort key has no local indexes',
  ],
  [
    'an unknown projection',
    { indexes: { by_x: { partitionKey: 'user_group', projection: 'some' } }, views: { sessions } },
    "`projection` is 'all', 'keysOnly' or a list",
  ],
  [
    'an empty projection',
    { indexes: { by_x: { partitionKey: 'user_group', projection: [] } }, views: { sessions } },
    "`projection` is 'all', 'keysOnly' or a list",
  ],
  [
    'an index that lacks what its view reads',
    {
      indexes: { by_group: { ...groups.by_group, projection: 'keysOnly' } },
      views: { recent: secondaryIndex(Named, { index: 'by_group', key: ['userGroup', 'createdAt'] }) },
    },
    'the index does not carry title, so items would lack `title`',
  ],
];

describe('a mistake in a table is found by create(), and names the table, view, class and property', () => {
  it.each(cases)('%s', (_, options, why) => {
    expect(create(options)).toThrow(DeclarationError);
    expect(create(options)).toThrow(why);
  });

  it('constants and prefixes tell entities apart', () => {
    class Other {
      @Attribute({ name: 'partition_key', prefix: 'OTHER_' }) id!: string;
      @Attribute({ name: 'sort_key' }) at!: string;
    }
    class UserOf {
      @Attribute({ name: 'partition_key', prefix: 'USER_' }) id!: string;
      @Attribute({ name: 'sort_key' }) at!: string;
    }
    const views = [
      {
        info: inlineView(Info, { key: ['id'] }),
        more: inlineView(InfoMore, { key: ['id', 'part'] }),
        tracks: inlineView(Track, { key: ['id', 'part'] }),
      },
      { other: inlineView(Other, { key: ['id', 'at'] }), user: inlineView(UserOf, { key: ['id', 'at'] }) },
    ];
    for (const each of views) expect(create({ views: each })).not.toThrow();
  });

  it('a constant that its own codec stores is not taken for what the row holds', () => {
    const codec = { toDb: (value: string) => ({ S: `X${value}` }), toApp: ({ S = '' }) => S.slice(1) };
    class Coded {
      @Attribute({ name: 'partition_key' }) id!: string;
      @Attribute({ name: 'sort_key', codec }) readonly sortKey = 'INFO_';
    }
    expect(create({ views: { coded: inlineView(Coded, { key: ['id'] }), more: inlineView(InfoMore, { key: ['id', 'part'] }) } })).toThrow(
      'nothing tells the rows of InfoMore from those of Coded',
    );
  });
});

describe('an index that hides the mark of archived rows', () => {
  class Archived extends Session {
    @Attribute() title?: string;
  }
  makeEntityDecorator(HYBRID_MARK, {})(Archived);
  class Title {
    @Attribute({ name: 'user_group' }) userGroup!: string;
    @Attribute({ type: Date }) createdAt!: Date;
    @Attribute() title?: string;
  }
  const table = (projection: readonly string[] | 'keysOnly', entity: new () => Title = Title) =>
    create({
      indexes: { by_group: { ...groups.by_group, projection } },
      views: {
        archived: inlineView(Archived, { key: ['userId', 'sessionId'] }),
        titles: secondaryIndex(entity, { index: 'by_group', key: ['userGroup', 'createdAt'] }),
      },
    });

  it('is refused where archived items would come without their attributes', () => {
    expect(table(['title'])).toThrow(
      "View titles of table users (Title): index by_group does not carry s3Archive, so archived items would lack `title` unnoticed. Add 's3Archive' and 's3Key' to its `projection`.",
    );
    expect(table(['title', 's3Archive', 's3Key'])).not.toThrow();
  });

  it('passes where the view reads nothing but keys, which archived rows keep', () => {
    class GroupOnly {
      @Attribute({ name: 'user_group' }) userGroup!: string;
      @Attribute({ type: Date }) createdAt!: Date;
    }
    expect(table('keysOnly', GroupOnly as never)).not.toThrow();
  });
});

describe('a mistake in a view is found where it stands', () => {
  it('a class that circular imports left undefined', () => {
    expect(() => inlineView(undefined as never, { key: ['a'] as never })).toThrow(
      'inlineView() takes a class as its first argument, not undefined. Where two files import each other, declare the table in a third.',
    );
  });

  it('a misspelt or missing key', () => {
    expect(() => inlineView(Session, { keys: ['userId'] } as never)).toThrow('inlineView(Session) has no option `keys`. It has key.');
    expect(() => inlineView(Session, undefined as never)).toThrow('inlineView(Session) needs its key');
    expect(() => secondaryIndex(Session, { index: 'by_x', key: 'userId' } as never)).toThrow('secondaryIndex(Session) needs its key');
  });

  it('what is no view', () => {
    expect(() => logicalTable({ name: 'users', views: { sessions: Session as never } })).toThrow(
      'Table users: sessions is no view. Make it with inlineView() or secondaryIndex().',
    );
  });
});
