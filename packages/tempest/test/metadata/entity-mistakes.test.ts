import { describe, expect, it } from '@jest/globals';
import { Attribute, type AttributeOptions, DeclarationError } from '@tempest-ts/tempest';
import { buildEntitySchema } from '../../src/metadata/build-entity-schema.js';

class Wrong {}

function declare(options: object, initial?: unknown): () => unknown {
  class UserSession {
    value = initial;
  }
  Attribute(options as AttributeOptions)(UserSession.prototype, 'value');
  return () => buildEntitySchema(UserSession);
}

describe('a mistake in @Attribute is an error that names class and property', () => {
  const codec = { toDb: () => ({ S: '' }), toApp: () => '' };
  const cases: readonly (readonly [string, object, unknown, string])[] = [
    ['a misspelt option', { nam: 'x' }, undefined, '@Attribute has no option `nam`. It has name, names, prefix'],
    ['an empty name', { name: '' }, undefined, 'an attribute name is a string that is not empty'],
    ['a name that is no string', { name: 7 }, undefined, 'an attribute name is a string'],
    ['an endless name', { name: 'x'.repeat(65_536) }, undefined, 'at most 65535 bytes'],
    ['no names', { names: [] }, undefined, '`names` lists at least one'],
    ['one name for names', { names: 'x' }, undefined, '`names` lists at least one'],
    ['a name twice', { names: ['a', 'a'] }, undefined, '`names` lists an attribute twice'],
    ['name and names', { name: 'a', names: ['b'] }, undefined, 'give `name` or `names`, not both'],
    ['type and codec', { type: Date, codec }, undefined, 'give `type` or `codec`, not both'],
    ['a name that the SDK loses', { name: '__proto__' }, undefined, 'the AWS SDK loses an attribute named __proto__'],
    ['the mark of archived rows', { name: 's3Archive' }, undefined, 'is what marks an archived row'],
    ['a prefix on a number by its type', { prefix: 'P_', type: Number }, undefined, '`prefix` is for strings'],
    ['a prefix on a Date', { prefix: 'P_', type: Date }, undefined, '`prefix` is for strings'],
    ['a prefix on a number by its initialiser', { prefix: 'P_' }, 1, '`prefix` is for strings'],
    ['a prefix on an array by its initialiser', { prefix: 'P_' }, [], '`prefix` is for strings'],
    ['a prefix that is no string', { prefix: 1 }, undefined, '`prefix` is a string'],
    ['allowEmpty without a prefix', { allowEmpty: true }, undefined, '`allowEmpty` is for an attribute with a `prefix`'],
    ['a flag that is no boolean', { keepInPointer: 'yes' }, undefined, '`keepInPointer` is true or false'],
    ['half a codec', { codec: { toDb: codec.toDb } }, undefined, 'a `codec` has two functions'],
    ['no codec', { codec: null }, undefined, 'a `codec` has two functions'],
  ];

  it.each(cases)('%s', (_, options, initial, why) => {
    const build = declare(options, initial);
    expect(build).toThrow(DeclarationError);
    expect(build).toThrow(why);
    expect(build).toThrow(/^UserSession\.value: /);
  });

  it('options that are no object are refused where they stand', () => {
    expect(() => Attribute('name' as never)).toThrow('takes an object of options');
    expect(() => Attribute(null as never)).toThrow('takes an object of options');
  });
});

describe('a mistake in a class is an error that names it', () => {
  it('two properties of one attribute', () => {
    class Twice {
      @Attribute({ name: 'same' }) a?: string;
      @Attribute({ names: ['other', 'same'] }) b?: string;
    }
    expect(() => buildEntitySchema(Twice)).toThrow('Twice.b: the attribute same is that of a already');
  });

  it('two properties of one attribute, one of them inherited', () => {
    class Parent {
      @Attribute({ name: 'same' }) a?: string;
    }
    class Child extends Parent {
      @Attribute() same?: string;
    }
    expect(() => buildEntitySchema(Child)).toThrow('Child.same: the attribute same is that of a already');
  });

  it('no attributes at all', () => {
    expect(() => buildEntitySchema(Wrong)).toThrow('Wrong declares no attributes. Put @Attribute() before each property');
  });

  it('a constructor that needs arguments', () => {
    class Needy {
      @Attribute() value: string;
      constructor(options: { readonly value: string }) {
        this.value = options.value;
      }
    }
    const build = () => buildEntitySchema(Needy as unknown as new () => Needy);
    expect(build).toThrow('Needy: its constructor failed without arguments. Reading calls it so: give it defaults, or remove it.');
    try {
      build();
    } catch (error) {
      expect((error as Error).cause).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ code: 'INVALID_DECLARATION', place: { entity: 'Needy' } });
    }
  });
});

describe('a constant', () => {
  it('is a primitive on which two fresh instances agree', () => {
    let counter = 0;
    const next = (): number => {
      counter += 1;
      return counter;
    };
    class Constants {
      @Attribute() text = '';
      @Attribute() number = 1;
      @Attribute() counted = next();
      @Attribute() object = {};
      @Attribute() absent?: string;
    }
    const schema = buildEntitySchema(Constants);
    const constants = schema.properties.filter(({ constant }) => constant).map(({ property }) => property);
    expect(constants.sort()).toEqual(['number', 'text']);
  });
});

it('a schema is frozen, so that nothing changes after create()', () => {
  class Frozen {
    @Attribute() value?: string;
  }
  const schema = buildEntitySchema(Frozen);
  expect(Object.isFrozen(schema)).toBe(true);
  expect(Object.isFrozen(schema.properties)).toBe(true);
  expect(Object.isFrozen(schema.properties[0])).toBe(true);
});
