import { describe, expect, it } from '@jest/globals';
import {
  Attribute,
  DeclarationError,
  inlineView,
  LogicalDb,
  type LogicalTable,
  logicalTable,
  secondaryIndex,
  Version,
} from '@tempest-ts/tempest';
import { noClient } from '../fixtures/compile.js';

class Line {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute({ type: Number }) line!: number;
  @Attribute({ type: Date }) placedAt?: Date;
  @Attribute() status?: string;
  @Attribute({ type: Boolean }) isOpen?: boolean;
  @Attribute({ name: 'sk2' }) stored?: string;
  @Attribute({ prefix: 'P_' }) prefixed?: string;
  @Version() version?: number;
}

class Order {
  @Attribute({ name: 'pk' }) customerId!: string;
  @Attribute() orderId!: string;
}

class Plain {
  @Attribute({ name: 'pk' }) customerId!: string;
  @Attribute({ name: 'sk', prefix: 'ORDER#' }) orderId!: string;
}

class Info {
  @Attribute({ name: 'pk' }) customerId!: string;
  @Attribute({ name: 'sk', prefix: 'ORDER#INFO' }) readonly sk = '';
}

class DatedLine {
  @Attribute() status!: string;
  @Attribute({ type: Date }) placedAt!: Date;
}

class Taken {
  @Attribute() customerId!: string;
  @Attribute() a!: string;
  @Attribute({ name: 'sk' }) b!: string;
}

class Two {
  @Attribute({ name: 'pk' }) customerId!: string;
  @Attribute() one!: string;
  @Attribute() two!: string;
}

class Short {
  @Attribute({ name: 'pk' }) customerId!: string;
  @Attribute() n!: number;
}

class Elsewhere {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
}

class Counted {
  @Attribute() customerId!: string;
  @Attribute() count = 0;
  @Attribute() size = 'S';
  @Attribute() hash = new Uint8Array(4);
}

class Either {
  @Attribute() customerId!: string;
  @Attribute() n!: string | number;
}

class NumberedRow {
  @Attribute({ name: 'pk', prefix: 'N_' }) id!: string;
  @Attribute({ name: 'sk', type: Number }) number!: number;
}

class PrefixedRow {
  @Attribute({ name: 'pk', prefix: 'P_' }) id!: string;
  @Attribute({ name: 'sk', prefix: 'S_' }) text!: string;
}

class Ranked {
  @Attribute({ name: 'pk', prefix: 'R_' }) id!: string;
  @Attribute({ name: 'sk' }) text!: string;
  @Attribute({ name: 'gsi_sk', type: 'epochSeconds' }) at?: Date;
}

const indexes = {
  by_status: { partitionKey: 'status', sortKey: 'gsi_sk' },
  again: { partitionKey: 'status', sortKey: 'gsi_sk' },
};

// The views are declared by hand, as types refuse most of what these tests are about
function create(views: object): void {
  class Db extends LogicalDb {
    table: LogicalTable<object> = logicalTable({ name: 'lines', partitionKey: 'pk', sortKey: 'sk', indexes, views: views as never });
  }
  LogicalDb.create(Db, noClient);
}

const line = (sort: string, partition = 'C#{customerId}') => inlineView(Line, { key: [partition, sort] as never });
const order = (sort: string) => inlineView(Order, { key: ['customerId', sort] as never });
const byStatus = (sort: string, index = 'by_status') => secondaryIndex(Line, { index, key: ['status', sort] as never });
const used = { ofIndex: byStatus('{placedAt}#{orderId}') };

const mistake = (views: object): string => {
  try {
    create({ ...used, ...views });
  } catch (error) {
    if (error instanceof DeclarationError) return error.message;
    throw error;
  }
  return 'none';
};

describe('a template', () => {
  it.each([
    ['names what is no property', { a: line('{orderID}') }, '{orderID} names no attribute of Line. It has customerId, orderId'],
    ['has a brace too many', { a: line('{orderId}}') }, "'}' has a brace without its other half"],
    ['has a brace too few', { a: line('{orderId') }, 'has a brace without its other half'],
    ['names a property twice', { a: line('{orderId}#{orderId}') }, 'names orderId twice'],
    ['has nothing between a text and what follows', { a: line('{orderId}{line:4}') }, '{orderId}: what follows it cannot be told from it'],
    ['has no sensible width', { a: line('{orderId}#{line:0}') }, 'a width is a number of digits from 1 to 38'],
    ['has a width that is no number', { a: line('{orderId}#{line:x}') }, 'a width is a number of digits'],
    [
      'pads a string that is declared as one',
      { a: line('{status}'), b: secondaryIndex(DatedLine, { index: 'again', key: ['status', '{placedAt:4}'] }) },
      'pads numbers',
    ],
    ['is of what is neither text nor number', { a: line('{isOpen}#{orderId}') }, 'takes strings, whole numbers and dates'],
    ['is of a version', { a: line('{orderId}#{version:4}') }, 'every write changes a @Version()'],
    ['of the key only drops a prefix', { a: line('{prefixed}') }, "without its prefix 'P_'"],
    [
      'makes an attribute that carries a property',
      { a: line('{orderId}'), ofIndex: byStatus('{orderId}'), c: inlineView(Taken, { key: ['{customerId}', 'T#{a}'] }) },
      'carries `b` too',
    ],
    [
      'differs from that of another view',
      { a: line('O#{orderId}'), b: line('P#{orderId}') },
      "is made by 'P#{orderId}' here and by 'O#{orderId}' in another view",
    ],
    ['has a number without a width', { a: inlineView(Counted, { key: ['C#{customerId}', '{count}'] }) }, 'Write {count:4}'],
    [
      'pads what begins as a string',
      { a: inlineView(Counted, { key: ['C#{customerId}', '{size:3}'] }) },
      'pads numbers, and it is a string',
    ],
    ['is of bytes', { a: inlineView(Counted, { key: ['C#{customerId}', '{hash}'] }) }, 'and it is binary'],
    [
      'has a property as a number that is a text in another',
      {
        a: inlineView(Either, { key: ['{customerId}', 'N#{n}'] }),
        b: secondaryIndex(Either, { index: 'again', key: ['{customerId}', '{n:4}'] }),
      },
      '{n} is a number with a width in one template, and a text in another',
    ],
    ['differs from that of another index', { a: line('O#{orderId}'), b: byStatus('{orderId}', 'again') }, "is made by '{orderId}' here"],
  ])('that %s is refused', (_, views, message) => {
    expect(mistake(views)).toContain(message);
  });

  it('of the index’s own class alone would leave the index empty', () => {
    class OwnClass {
      @Attribute() status!: string;
      @Attribute() orderId!: string;
    }
    const ofOwn = secondaryIndex(OwnClass, { index: 'by_status', key: ['status', '{orderId}'] });
    expect(mistake({ a: line('{orderId}'), ofIndex: ofOwn })).toContain('no entity of the table has an attribute gsi_sk');
  });
});

describe('a key attribute', () => {
  const numbered = inlineView(NumberedRow, { key: ['id', 'number'] });

  it('that a template makes is no number of another entity’s', () => {
    const message = mistake({ a: line('ORDER#{orderId}'), b: numbered });
    expect(message).toContain(
      "key attribute sk has one type, but Line makes it by 'ORDER#{orderId}' as a text, and NumberedRow.number is stored in it as a number",
    );
    expect(mistake({ a: line('ORDER#{orderId}'), b: inlineView(Ranked, { key: ['id', 'text'] }) })).toContain(
      "key attribute gsi_sk has one type, but Line makes it by '{placedAt}#{orderId}' as a text, and Ranked.at is stored in it as a number",
    );
  });

  it('is no number in one entity and a text in another', () => {
    expect(mistake({ a: line('{orderId}'), b: inlineView(PrefixedRow, { key: ['id', 'text'] }) })).toBe('none');
    const views = { a: numbered, b: inlineView(PrefixedRow, { key: ['id', 'text'] }) };
    class Db extends LogicalDb {
      table: LogicalTable<object> = logicalTable({ name: 'rows', partitionKey: 'pk', sortKey: 'sk', views });
    }
    expect(() => LogicalDb.create(Db, noClient)).toThrow(
      'NumberedRow.number is stored in it as a number, and PrefixedRow.text is stored in it as a text',
    );
  });

  it('is what the compiler says of it, where nothing else does', () => {
    class Emitted {
      @Attribute() customerId!: string;
      @Attribute() n!: number;
    }
    Reflect.defineMetadata('design:type', Number, Emitted.prototype, 'n');
    expect(mistake({ a: inlineView(Emitted, { key: ['C#{customerId}', 'N#{n}'] }) })).toContain('Write {n:4}');
    expect(mistake({ a: line('{orderId}'), b: inlineView(Emitted, { key: ['E#{customerId}', 'N#{n:4}'] }) })).toBe('none');
  });
});

describe('two entities of a table', () => {
  const meet = 'nothing tells the rows of';
  it.each([
    ['of the same template', { a: line('O#{orderId}', '{customerId}'), b: order('O#{orderId}') }],
    ['of which one takes any text in the other’s place', { a: line('O#{orderId}#{line:4}', '{customerId}'), b: order('{orderId}') }],
    [
      'that share a beginning and have other separators',
      { a: line('O#{orderId}/{status}', '{customerId}'), b: inlineView(Two, { key: ['customerId', 'O#{one}#{two}'] }) },
    ],
    ['of which one’s word may be the other’s text', { a: line('O#META#{orderId}', '{customerId}'), b: order('O#{orderId}') }],
    ['of a number where the other has a text', { a: line('O#{line:4}', '{customerId}'), b: order('O#{orderId}') }],
    ['of which one has a prefix', { a: line('ORDER#{line:4}', '{customerId}'), b: inlineView(Plain, { key: ['customerId', 'orderId'] }) }],
  ])('%s may have the same key', (_, views) => {
    expect(mistake(views)).toContain(meet);
  });

  it.each([
    ['begin with other words', { a: line('L#{orderId}', '{customerId}'), b: order('O#{orderId}') }],
    ['end in other words', { a: line('{orderId}#LINE', '{customerId}'), b: order('{orderId}#ORDER') }],
    ['end in a word and in a number', { a: line('{orderId}#{line:4}', '{customerId}'), b: order('{orderId}#META') }],
    [
      'are of other lengths',
      { a: line('O#{line:4}#{placedAt}', '{customerId}'), b: inlineView(Short, { key: ['customerId', 'O#{n:4}'] }) },
    ],
    ['go on where the other ends', { a: line('O#{orderId}#{line:4}', '{customerId}'), b: order('O#{orderId}') }],
    ['go on after the other’s last word', { a: line('O#{orderId}#L#{line:4}', '{customerId}'), b: order('O#{orderId}#') }],
    [
      'go on where the other’s prefix leaves off',
      { a: line('ORDER#{orderId}#{line:4}', '{customerId}'), b: inlineView(Plain, { key: ['customerId', 'orderId'] }) },
    ],
    ['differ from a constant', { a: line('ORDER#{line:4}', '{customerId}'), b: inlineView(Info, { key: ['customerId'] }) }],
    [
      'have other partitions',
      { a: line('{orderId}', 'L#{customerId}'), b: inlineView(Elsewhere, { key: ['E#{customerId}', '{orderId}'] }) },
    ],
  ])('that %s are told apart', (_, views) => {
    expect(mistake(views)).toBe('none');
  });
});
