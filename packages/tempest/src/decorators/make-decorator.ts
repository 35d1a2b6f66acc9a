import { DeclarationError } from '../errors.js';
import type { AttributeOptions, EntityClass } from './attribute-options.js';
import { addPropertyRecord, type PropertyRecord, recordsOfMetadata, recordsOfPrototype } from './records.js';

/** A property decorator of both dialects, also callable by hand on a prototype: `Attribute()(UserSession.prototype, 'userId')`. */
export interface MemberDecorator {
  (target: object, property: string | symbol): void;
  (value: unknown, context: ClassFieldDecoratorContext | ClassAccessorDecoratorContext): void;
}

/** What a compiler says that a decorator misses: the property before it holds something else than `V`. */
export interface PropertyThatHolds<V> {
  /** Never there: it carries the type only. */
  readonly '~holds': V;
}

type FieldContext<V> = ClassFieldDecoratorContext<never, V> | ClassAccessorDecoratorContext<never, V>;

/**
 * A `MemberDecorator` that goes before properties of type `V` only. In this order: standard decorators; `experimentalDecorators` and calls by hand; the
 * same for what is not seen from outside (private properties, computed names), and last of all the error for the rest, which names the property.
 */
export interface MemberDecoratorFor<V> {
  (value: unknown, context: FieldContext<V | null | undefined>): void;
  <M extends string | symbol>(target: { readonly [P in M]?: V | null | undefined }, property: M): void;
  <T, M extends string | symbol | FieldContext<unknown>>(
    target: T,
    property: M extends keyof T | FieldContext<unknown> ? M & PropertyThatHolds<V> : M,
  ): void;
}

/** A class decorator of both dialects, also callable by hand: `HybridTable({...})(UserSession)`. `E`: what instances of the class must fit. */
export type EntityDecorator<E = object> = (entity: abstract new () => E, context?: ClassDecoratorContext) => void;

/** How a property decorator is told to behave. */
export interface MemberDecoratorSpec {
  readonly decorator: string;
  readonly options?: AttributeOptions | undefined;
  /** Options that hold where nothing else on the property says otherwise. */
  readonly defaults?: AttributeOptions;
}

function refuse(decorator: string, property: string | symbol, why: string): never {
  const name = String(property);
  throw new DeclarationError(`@${decorator} on ${name}: ${why}`, { property: name });
}

/** What every dialect refuses alike: members that an instance read from the table could not be given. */
function checkMember(decorator: string, property: string | symbol, isStatic: boolean, isPrivate: boolean, kind: string): string {
  if (isStatic)
    refuse(decorator, property, 'a static member belongs to no item. Remove the decorator or make the member an instance field.');
  if (isPrivate) refuse(decorator, property, 'a #private member cannot be read from outside its class. Use a `private` or public field.');
  if (typeof property === 'symbol') refuse(decorator, property, 'an attribute needs a name. Give the field a string name.');
  if (property === '__proto__') refuse(decorator, property, 'objects hold no such property. Rename it.');
  if (kind !== 'field' && kind !== 'accessor')
    refuse(decorator, property, `attributes are fields, this is a ${kind}. Computed values are methods without a decorator.`);
  return property;
}

/** `undefined` where the second argument is not the context object of a TC39 decorator. */
function standardContext(context: unknown): ClassMemberDecoratorContext | undefined {
  return typeof context === 'object' && context !== null && 'kind' in context ? (context as ClassMemberDecoratorContext) : undefined;
}

/** What a legacy decorator or a call by hand finds under a name: fields have no descriptor before an instance is made. */
function kindOf(prototype: object, name: string | symbol): string {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) return 'field';
  if (typeof descriptor.value === 'function') return 'method';
  if (!descriptor.get && !descriptor.set) return 'field';
  if (!descriptor.set) return 'getter';
  return descriptor.get ? 'accessor' : 'setter';
}

/** Makes a decorator that records what was said of a property and does nothing else. */
export function makeMemberDecorator({ decorator, options = {}, defaults = {} }: MemberDecoratorSpec): MemberDecorator {
  if (typeof options !== 'object' || options === null || Object.hasOwn(options, 'constructor')) {
    throw new DeclarationError(`@${decorator}() takes an object of options. Write it with parentheses: @${decorator}({ ... }).`, {});
  }
  const record: PropertyRecord = Object.freeze({
    decorator,
    options: Object.freeze({ ...options }),
    defaults: Object.freeze({ ...defaults }),
  });
  return (target: unknown, second: unknown): void => {
    const context = standardContext(second);
    if (context) {
      const property = checkMember(decorator, context.name, context.static, context.private, context.kind);
      if (!context.metadata) {
        const why = 'the compiler gives decorators no metadata. Use a newer one, or TypeScript with `experimentalDecorators`.';
        refuse(decorator, property, why);
      }
      addPropertyRecord(recordsOfMetadata(context.metadata), property, record);
      return;
    }
    if (
      (typeof second !== 'string' && typeof second !== 'symbol') ||
      (typeof target !== 'object' && typeof target !== 'function') ||
      !target
    ) {
      const message = `@${decorator}() goes before a field, or is called with a prototype and a property's name. Write it with parentheses.`;
      throw new DeclarationError(message, {});
    }
    const isStatic = typeof target === 'function';
    const property = checkMember(decorator, second, isStatic, false, isStatic ? 'field' : kindOf(target, second));
    addPropertyRecord(recordsOfPrototype(target), property, record);
  };
}

/** Makes a decorator that records a value of a class under the decorator's name and does nothing else. */
export function makeEntityDecorator(decorator: string, value: unknown): EntityDecorator {
  return entity => {
    if (typeof entity !== 'function') throw new DeclarationError(`@${decorator} goes before a class.`, {});
    recordsOfPrototype((entity as EntityClass).prototype).marks.set(decorator, value);
  };
}
