import 'reflect-metadata/lite';
import type { AttributeOptions } from './attribute-options.js';
import { METADATA } from './symbol-metadata.js';

/** What one decorator said of one property. */
export interface PropertyRecord {
  /** The decorator's name, as users type it after the `@`. */
  readonly decorator: string;
  readonly options: AttributeOptions;
  /** Options that hold where no decorator of the property says otherwise. */
  readonly defaults: AttributeOptions;
}

/** What the decorators of one class said: by property, and of the class itself by decorator name. */
export interface ClassRecords {
  readonly properties: Map<string, PropertyRecord[]>;
  readonly marks: Map<string, unknown>;
}

/** Plain strings and registered symbols, so that two loaded copies of this package read each other's records. */
const REFLECT_KEY = '@tempest-ts/records';
const STANDARD_KEY = Symbol.for(REFLECT_KEY);

const empty = (): ClassRecords => ({ properties: new Map(), marks: new Map() });

/** The records of a class (by its prototype), made if there are none: where legacy decorators and calls by hand write. */
export function recordsOfPrototype(prototype: object): ClassRecords {
  const known: ClassRecords | undefined = Reflect.getOwnMetadata(REFLECT_KEY, prototype);
  if (known) return known;
  const made = empty();
  Reflect.defineMetadata(REFLECT_KEY, made, prototype);
  return made;
}

/** The records in a TC39 metadata object, which inherits from its base class's: only its own count. */
export function recordsOfMetadata(metadata: object): ClassRecords {
  const holder = metadata as { [STANDARD_KEY]?: ClassRecords };
  if (Object.hasOwn(holder, STANDARD_KEY) && holder[STANDARD_KEY]) return holder[STANDARD_KEY];
  const made = empty();
  Object.defineProperty(holder, STANDARD_KEY, { value: made, enumerable: false });
  return made;
}

export function addPropertyRecord(records: ClassRecords, property: string, record: PropertyRecord): void {
  const list = records.properties.get(property);
  if (list) list.push(record);
  else records.properties.set(property, [record]);
}

/** Everything recorded of a class itself, its base classes not included. */
function ownRecords(entity: abstract new () => object): ClassRecords[] {
  const found: ClassRecords[] = [];
  const legacy: ClassRecords | undefined = Reflect.getOwnMetadata(REFLECT_KEY, entity.prototype);
  if (legacy) found.push(legacy);
  const metadata = Object.hasOwn(entity, METADATA) ? (Reflect.get(entity, METADATA) as object | undefined) : undefined;
  const standard =
    metadata && Object.hasOwn(metadata, STANDARD_KEY) ? (metadata as { [STANDARD_KEY]?: ClassRecords })[STANDARD_KEY] : undefined;
  if (standard) found.push(standard);
  return found;
}

/** A class's records with its base classes' beneath them: a property declared again replaces the inherited declaration whole. */
export function readRecords(entity: abstract new () => object): ClassRecords {
  const chain: (abstract new () => object)[] = [];
  for (let link: unknown = entity; typeof link === 'function' && link !== Function.prototype; link = Object.getPrototypeOf(link)) {
    chain.unshift(link as abstract new () => object);
  }
  const merged = empty();
  for (const link of chain) {
    const own = empty();
    for (const records of ownRecords(link)) {
      for (const [property, list] of records.properties) for (const record of list) addPropertyRecord(own, property, record);
      for (const [mark, value] of records.marks) own.marks.set(mark, value);
    }
    for (const [property, list] of own.properties) merged.properties.set(property, list);
    for (const [mark, value] of own.marks) merged.marks.set(mark, value);
  }
  return merged;
}

/** The type that a compiler emitted for a property (`emitDecoratorMetadata`), if any: a hint for the key types of new tables, and for nothing else. */
export function emittedType(entity: abstract new () => object, property: string): unknown {
  return Reflect.getMetadata('design:type', entity.prototype, property);
}
