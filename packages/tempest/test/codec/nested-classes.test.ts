import { describe, expect, it } from '@jest/globals';
import { Attribute, DeclarationError, Transient } from '@tempest-ts/tempest';
import { codecOf } from '../fixtures/compile.js';

class Geo {
  @Attribute({ name: 'la' }) lat!: number;
  @Attribute() lng!: number;
  @Attribute({ type: Date }) seen?: Date;
  @Transient() label?: string;
  distance(): number {
    return Math.hypot(this.lat, this.lng);
  }
}

class Line {
  @Attribute({ prefix: 'SKU_' }) sku!: string;
  @Attribute({ type: BigInt }) cents!: bigint;
  @Attribute({ type: Geo }) from?: Geo;
}

class Tree {
  @Attribute() name!: string;
  @Attribute({ type: () => Tree }) children?: Tree[];
  @Attribute({ type: () => Tree }) byName?: Record<string, Tree>;
  @Attribute({ type: () => Tree }) parent?: Tree;
}

class Order {
  @Attribute({ name: 'pk' }) id!: string;
  @Attribute({ type: Geo }) place?: Geo;
  @Attribute({ type: () => Line }) lines?: Line[];
  @Attribute({ type: Geo }) byName?: Record<string, Geo>;
  @Attribute({ type: Geo }) grid?: Geo[][];
  @Attribute({ type: Geo }) places?: Set<Geo>;
  @Attribute({ type: Tree }) tree?: Tree;
}

const codec = codecOf(Order, ['id']);
const geo = (lat: number): Geo => Object.assign(new Geo(), { lat, lng: 2 });
const roundTrip = (fields: object): Order => codec.decode(codec.encode({ id: 'x', ...fields })) as Order;

describe('a nested class', () => {
  it('is stored as a map of its attributes and comes back as an instance', () => {
    const place = Object.assign(geo(1), { seen: new Date(0), label: 'home' });
    expect(codec.encode({ id: 'x', place }).place).toEqual({
      M: { la: { N: '1' }, lng: { N: '2' }, seen: { S: '1970-01-01T00:00:00.000Z' } },
    });
    const back = roundTrip({ place }).place;
    expect(back).toBeInstanceOf(Geo);
    expect(back?.distance()).toBe(Math.hypot(1, 2));
    expect(back?.label).toBeUndefined();
  });

  it('may be given as plain fields', () => {
    expect(roundTrip({ place: { lat: 1, lng: 2 } }).place).toEqual(geo(1));
  });

  it('comes back in arrays, arrays of arrays and records', () => {
    const line = Object.assign(new Line(), { sku: 'a', cents: 5n, from: geo(3) });
    const order = roundTrip({ lines: [line], grid: [[geo(1)], []], byName: { a: geo(1), 'b c': geo(2) } });
    expect(order.lines).toEqual([line]);
    expect(order.lines?.[0]).toBeInstanceOf(Line);
    expect(order.lines?.[0]?.from).toBeInstanceOf(Geo);
    expect(order.grid).toEqual([[geo(1)], []]);
    expect(order.byName).toEqual({ a: geo(1), 'b c': geo(2) });
    expect(order.byName?.a).toBeInstanceOf(Geo);
  });

  it('may hold itself, in every form', () => {
    const leaf = Object.assign(new Tree(), { name: 'leaf' });
    const tree = Object.assign(new Tree(), { name: 'root', children: [leaf], byName: { leaf }, parent: leaf });
    const back = roundTrip({ tree }).tree;
    expect(back).toEqual(tree);
    expect(back?.children?.[0]).toBeInstanceOf(Tree);
  });
});

describe('a nested class is refused where it would not come back', () => {
  const refused = (fields: object) => expect(() => codec.encode({ id: 'x', ...fields }));

  it('an object that holds itself', () => {
    const tree = Object.assign(new Tree(), { name: 'root' });
    tree.parent = tree;
    refused({ tree }).toThrow('refers to itself');
  });

  it('one without any attribute', () => {
    refused({ place: new Geo() }).toThrow('Order.place: a Geo without one defined attribute would come back as an empty record');
  });

  it('a record whose keys are attributes of the class', () => {
    refused({ byName: { la: geo(1) } }).toThrow('Order.byName: this record would come back as one object of its class');
  });

  it('another class', () => {
    refused({ place: new Date() }).toThrow('Order.place: a Date is not of the declared type');
    refused({ place: 'here' }).toThrow('Order.place: it is declared as a Geo, and this is a string');
  });

  it('a set of them', () => {
    refused({ places: new Set([geo(1)]) }).toThrow('Order.places: a DynamoDB set holds strings only');
  });

  it('what it does not declare, with the place', () => {
    refused({ lines: [{ sku: 'a', cents: 1n, colour: 'red' }] }).toThrow('Order.lines[0].colour: it is no attribute');
    refused({ lines: [{ sku: 'a', cents: 1 }] }).toThrow('Order.lines[0].cents: it is declared as a bigint');
  });
});

describe('mistakes in nested declarations are found when the database is created', () => {
  const compile = (type: unknown) => {
    class Holder {
      @Attribute({ name: 'pk' }) id!: string;
      @Attribute({ type: type as never }) value?: unknown;
    }
    return () => codecOf(Holder, ['id']);
  };
  class Undeclared {
    x = 1;
  }
  class Inner {
    @Attribute({ type: () => Undeclared as never }) deep?: Undeclared;
  }

  const cases: readonly (readonly [string, unknown, string])[] = [
    ['a class without attributes', Undeclared, 'Undeclared declares no attributes'],
    ['the same in a thunk', () => Undeclared, 'Undeclared declares no attributes'],
    ['the same deeper', Inner, 'Undeclared declares no attributes'],
    ['a container', Array, 'Holder.value: `type` is that of the elements'],
    ['a Map', Map, 'Holder.value: `type` is that of the elements'],
    ['a misspelt tag', 'epochSecond', "not 'epochSecond'"],
    ['a thunk of nothing, as circular imports give', () => undefined, 'Holder.value: `type` is a constructor'],
    ['a number', 7, 'not a number'],
  ];

  it.each(cases)('%s', (_, type, why) => {
    expect(compile(type)).toThrow(DeclarationError);
    expect(compile(type)).toThrow(why);
  });

  it('a thunk that fails', () => {
    const fail = compile(() => {
      throw new ReferenceError('before initialization');
    });
    expect(fail).toThrow('Holder.value: the function of its `type` failed');
  });
});
