import { describe, expect, it } from '@jest/globals';
import {
  Attribute,
  type AttributeOptions,
  CreatedAt,
  createTableInputs,
  DeclarationError,
  inlineView,
  LogicalDb,
  type LogicalTable,
  logicalTable,
  type MemberDecorator,
  TimeToLive,
  timeToLiveInputs,
  UpdatedAt,
  Version,
} from '@tempest-ts/tempest';
import { codecOf, noClient } from '../fixtures/compile.js';
import { TicketDb } from '../fixtures/tickets.js';

const codec = { toDb: () => ({ N: '1' }), toApp: () => new Date(1) };

/** Compiles a class of a key and of properties that are declared as given. */
function declare(properties: Readonly<Record<string, readonly MemberDecorator[]>>) {
  class Declared {
    @Attribute({ name: 'pk' }) id!: string;
  }
  for (const [property, decorators] of Object.entries(properties))
    for (const decorate of decorators) decorate(Declared.prototype, property);
  return codecOf(Declared, ['id']);
}

const twoOf = (make: (options?: AttributeOptions) => MemberDecorator) => ({ first: [make()], second: [make()] });

describe('of version and dates', () => {
  it.each([
    ['two versions', twoOf(Version), 'second: its class has a @Version() already, first'],
    ['two dates of creation', twoOf(CreatedAt), 'already, first'],
    ['two dates of change', twoOf(UpdatedAt), 'already, first'],
    ['two dates of expiry', twoOf(TimeToLive), 'already, first'],
    ['one date of both kinds', { at: [CreatedAt(), UpdatedAt()] }, 'at: it cannot be both @CreatedAt() and @UpdatedAt()'],
    ['a version that is a text', { version: [Version({ type: String })] }, 'it is a number, or a bigint with `type: BigInt`'],
    ['a version with a codec', { version: [Version({ codec })] }, 'Remove its `type` or `codec`'],
    ['a version with a prefix', { version: [Version({ prefix: 'V_' })] }, '`prefix` is for strings'],
    ['a time that is a number', { at: [CreatedAt({ type: Number })] }, "its `type` is Date (the default), 'epochSeconds' or 'epochMillis'"],
    ['another', { at: [UpdatedAt({ type: 'decimal' })] }, 'a @UpdatedAt() is a Date'],
    ['an expiry in milliseconds', { at: [TimeToLive({ type: 'epochMillis' })] }, 'stored as whole seconds'],
    ['an expiry as text', { at: [TimeToLive({ type: Date })] }, 'stored as whole seconds'],
    ['an expiry with a codec', { at: [TimeToLive({ codec })] }, 'stored as whole seconds'],
    ['a contradiction', { at: [TimeToLive(), Attribute({ type: Date })] }, 'stored as whole seconds'],
  ])('%s is refused', (_, properties, message) => {
    expect(() => declare(properties)).toThrow(DeclarationError);
    expect(() => declare(properties)).toThrow(message);
  });

  it('what is said twice alike, or beside @Attribute, is good', () => {
    const { entity } = declare({
      version: [Version(), Attribute({ name: 'v' })],
      createdAt: [CreatedAt({ codec })],
      updatedAt: [UpdatedAt({ type: 'epochSeconds' })],
      expiresAt: [TimeToLive({ name: 'ttl', keepInPointer: true }), Attribute({ type: 'epochSeconds' })],
    });
    expect(entity.lifecycle.version).toMatchObject({ property: 'version', attributes: ['v'], type: Number });
    expect(entity.lifecycle.createdAt).toMatchObject({ property: 'createdAt', type: undefined });
    expect(entity.lifecycle.timeToLive).toMatchObject({ attributes: ['ttl'], type: 'epochSeconds' });
    expect(declare({}).entity.lifecycle).toEqual({});
  });

  it('are inherited with the class', () => {
    class Base {
      @Attribute({ name: 'pk' }) id!: string;
      @Version() version!: number;
    }
    class Derived extends Base {
      @UpdatedAt() updatedAt!: Date;
    }
    expect(codecOf(Derived, ['id']).entity.lifecycle).toMatchObject({
      version: { property: 'version' },
      updatedAt: { property: 'updatedAt' },
    });
    expect(codecOf(Base, ['id']).entity.lifecycle.updatedAt).toBeUndefined();
  });

  it.each<[string, MemberDecorator, string]>([
    ['a version', Version({ name: 'sk' }), 'every write changes it, so it cannot be the key sk'],
    ['a date of change', UpdatedAt({ names: ['changed', 'sk'] }), 'every write changes it'],
  ])('%s cannot be the key', (_, decorate, message) => {
    class Keyed {
      @Attribute({ name: 'pk' }) id!: string;
      at!: string;
    }
    decorate(Keyed.prototype, 'at');
    expect(() => codecOf(Keyed, ['id', 'at'])).toThrow(message);
  });
});

describe('a table expires by one attribute', () => {
  it('which the requests that enable it name', () => {
    expect(timeToLiveInputs(TicketDb, { tableNameResolver: name => `test_${name}`, clock: () => new Date() })).toEqual([
      { TableName: 'test_tickets', TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true } },
      { TableName: 'test_messages', TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
    ]);
    expect(createTableInputs(TicketDb)).toHaveLength(3);
  });

  it('so two are refused', () => {
    class A {
      @Attribute({ name: 'pk' }) id!: string;
      @Attribute({ name: 'sk', prefix: 'A_' }) sort!: string;
      @TimeToLive({ name: 'ttl' }) at?: Date;
    }
    class B {
      @Attribute({ name: 'pk' }) id!: string;
      @Attribute({ name: 'sk', prefix: 'B_' }) sort!: string;
      @TimeToLive() expires?: Date;
    }
    class Db extends LogicalDb {
      table: LogicalTable<object> = logicalTable({
        name: 'both',
        partitionKey: 'pk',
        sortKey: 'sk',
        views: { a: inlineView(A, { key: ['id', 'sort'] }), b: inlineView(B, { key: ['id', 'sort'] }) },
      });
    }
    expect(() => LogicalDb.create(Db, noClient)).toThrow('B.expires expires by expires, another entity by ttl');
  });
});

describe('the clock', () => {
  it('is a function', () => {
    expect(() => LogicalDb.create(TicketDb, noClient, { clock: new Date() as never })).toThrow('`clock` is a function');
  });
});
