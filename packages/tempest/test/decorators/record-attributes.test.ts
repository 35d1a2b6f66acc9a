import { describe, expect, it } from '@jest/globals';
import { Attribute, DeclarationError, Transient } from '@tempest-ts/tempest';
import { makeEntityDecorator, makeMemberDecorator } from '@tempest-ts/tempest/extend';
import { buildEntitySchema } from '../../src/metadata/build-entity-schema.js';

const describeClass = (entity: new () => object) =>
  buildEntitySchema(entity)
    .properties.map(({ property, attributes, prefix }) => `${property}:${attributes.join('+')}:${prefix}`)
    .sort();

class Base {
  @Attribute({ name: 'pk' }) id!: string;
  @Attribute({ name: 'kind', prefix: 'BASE_' }) kind!: string;
  @Transient() cached?: string;
}
class Middle extends Base {
  undecorated?: string;
}
class Derived extends Middle {
  @Attribute({ name: 'sk', prefix: 'DERIVED_' }) override kind = '';
  @Attribute() cached2?: string;
}

describe('attributes are inherited', () => {
  it('through classes that declare none, and an overriding declaration replaces the inherited one whole', () => {
    expect(describeClass(Base)).toEqual(['id:pk:', 'kind:kind:BASE_']);
    expect(describeClass(Middle)).toEqual(['id:pk:', 'kind:kind:BASE_']);
    expect(describeClass(Derived)).toEqual(['cached2:cached2:', 'id:pk:', 'kind:sk:DERIVED_']);
  });

  it('by classes made in an expression, without a name', () => {
    const anonymous = (() =>
      class extends Base {
        extra?: string;
      })();
    Attribute()(anonymous.prototype, 'extra');
    Object.defineProperty(anonymous, 'name', { value: '' });
    expect(describeClass(anonymous)).toEqual(['extra:extra:', 'id:pk:', 'kind:kind:BASE_']);
    expect(buildEntitySchema(anonymous).name).toBe('(anonymous class)');
  });

  it('so a subclass may make an attribute transient, and back', () => {
    class Hidden extends Base {
      @Transient() override kind = '';
    }
    class Shown extends Hidden {
      @Attribute() override kind = '';
    }
    expect(describeClass(Hidden)).toEqual(['id:pk:']);
    expect(describeClass(Shown)).toEqual(['id:pk:', 'kind:kind:']);
    expect(describeClass(Base)).toEqual(['id:pk:', 'kind:kind:BASE_']);
  });
});

describe('calls by hand', () => {
  it('record on a prototype, in any order, together with decorators', () => {
    class Plain {
      id!: string;
      sessionId!: string;
      @Attribute() data?: string;
    }
    const mark = makeEntityDecorator('Marked', { days: 1 });
    mark(Plain);
    Attribute({ name: 'sort_key' })(Plain.prototype, 'sessionId');
    Attribute({ name: 'pk' })(Plain.prototype, 'id');
    expect(describeClass(Plain)).toEqual(['data:data:', 'id:pk:', 'sessionId:sort_key:']);
    expect(buildEntitySchema(Plain).marks.get('Marked')).toEqual({ days: 1 });
  });

  it('on a base class reach its subclasses, also those that were made before', () => {
    class Parent {}
    class Child extends Parent {
      @Attribute() own?: string;
    }
    Attribute({ name: 'late' })(Parent.prototype, 'added');
    expect(describeClass(Child)).toEqual(['added:late:', 'own:own:']);
  });

  it('copy the options', () => {
    const options = { name: 'before' };
    class Plain {}
    Attribute(options)(Plain.prototype, 'value');
    options.name = 'after';
    expect(describeClass(Plain)).toEqual(['value:before:']);
  });
});

describe('class decorators', () => {
  it('work as a decorator of the compiler, and are inherited', () => {
    const Marked = (value: string) => makeEntityDecorator('Marked', value);
    @Marked('yes')
    class One extends Base {}
    class Two extends One {}
    expect(buildEntitySchema(Two).marks.get('Marked')).toBe('yes');
    expect(buildEntitySchema(Base).marks.has('Marked')).toBe(false);
  });

  it('refuse what is no class', () => {
    expect(() => makeEntityDecorator('Marked', 1)({} as never)).toThrow('@Marked goes before a class');
  });
});

describe('several decorators on one property', () => {
  const Stamp = () => makeMemberDecorator({ decorator: 'Stamp', defaults: { type: Date } });

  it('are joined, options before defaults', () => {
    class Stamped {
      @Attribute({ name: 'at' }) @Stamp() createdAt!: Date;
      @Stamp() @Attribute({ type: 'epochMillis' }) other!: Date;
    }
    const schema = buildEntitySchema(Stamped);
    expect(schema.byProperty.get('createdAt')).toMatchObject({
      attributes: ['at'],
      type: Date,
      decorators: new Set(['Attribute', 'Stamp']),
    });
    expect(schema.byProperty.get('other')).toMatchObject({ type: 'epochMillis' });
  });

  it('a codec stands above a default type', () => {
    const codec = { toDb: () => ({ S: 'x' }), toApp: () => new Date() };
    class Stamped {
      @Stamp() @Attribute({ codec }) at!: Date;
    }
    expect(buildEntitySchema(Stamped).byProperty.get('at')).toMatchObject({ codec, type: undefined });
  });

  it('that disagree are refused', () => {
    class Torn {
      @Attribute({ name: 'a' }) @Attribute({ name: 'b' }) value?: string;
    }
    expect(() => buildEntitySchema(Torn)).toThrow('Torn.value: its decorators disagree on `name`');
    class Lost {
      @Attribute() @Transient() value?: string;
    }
    expect(() => buildEntitySchema(Lost)).toThrow('Lost.value: @Transient() means that it is not stored');
  });
});

describe('members that no item could be given are refused', () => {
  const symbol = Symbol('secret');
  class Members {
    static count = 0;
    static make(): void {}
    #x = 1;
    method(): number {
      return this.#x;
    }
    get computed(): number {
      return this.#x;
    }
    set written(value: number) {
      this.#x = value;
    }
    get both(): number {
      return this.#x;
    }
    set both(value: number) {
      this.#x = value;
    }
  }

  it.each([
    ['a static field', Members, 'count', 'a static member belongs to no item'],
    ['a static method', Members, 'make', 'a static member belongs to no item'],
    ['a method', Members.prototype, 'method', 'attributes are fields, this is a method'],
    ['a getter', Members.prototype, 'computed', 'attributes are fields, this is a getter'],
    ['a setter', Members.prototype, 'written', 'attributes are fields, this is a setter'],
    ['a symbol', Members.prototype, symbol, 'an attribute needs a name'],
    ['__proto__', Members.prototype, '__proto__', 'objects hold no such property'],
  ])('%s, by hand and under experimentalDecorators', (_, target, property, why) => {
    const decorate = () => Attribute()(target, property);
    expect(decorate).toThrow(DeclarationError);
    expect(decorate).toThrow(why);
    expect(decorate).toThrow(`@Attribute on ${String(property)}`);
  });

  it.each([
    ['a static field', { kind: 'field', name: 'count', static: true, private: false }, 'a static member'],
    ['a #private field', { kind: 'field', name: '#x', static: false, private: true }, 'a #private member'],
    ['a symbol', { kind: 'field', name: symbol, static: false, private: false }, 'needs a name'],
    ['a method', { kind: 'method', name: 'method', static: false, private: false }, 'this is a method'],
    ['a getter', { kind: 'getter', name: 'computed', static: false, private: false }, 'this is a getter'],
    [
      'anything where the compiler gives no metadata',
      { kind: 'field', name: 'x', static: false, private: false, metadata: undefined },
      'no metadata',
    ],
  ])('%s, under standard decorators', (_, context, why) => {
    expect(() => Attribute()(undefined, { metadata: {}, ...context } as never)).toThrow(why);
  });

  it('an accessor pair passes by hand: that is what an auto-accessor is compiled to', () => {
    expect(() => Attribute()(Members.prototype, 'both')).not.toThrow();
  });
});

describe('a decorator without parentheses is refused', () => {
  class Bare {}

  it('under experimentalDecorators, where it gets the prototype as its options', () => {
    expect(() => (Attribute as (...given: unknown[]) => unknown)(Bare.prototype, 'id')).toThrow('Write it with parentheses');
  });

  it('under standard decorators, where what it returns is called with the first value', () => {
    const initializer = (Attribute as (...given: unknown[]) => (value: unknown) => void)(undefined, { kind: 'field', name: 'id' });
    expect(() => initializer(undefined)).toThrow('Write it with parentheses');
  });
});
