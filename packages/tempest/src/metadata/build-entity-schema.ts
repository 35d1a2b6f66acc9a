import type { AttributeOptions, EntityClass } from '../decorators/attribute-options.js';
import { emittedType, type PropertyRecord, readRecords } from '../decorators/records.js';
import { DeclarationError } from '../errors.js';
import { discriminatorOf } from './discriminator.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import { buildLifecycle } from './lifecycle.js';
import { ARCHIVE_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE } from './pointer-attributes.js';
import { buildValidation } from './validation.js';

/** DynamoDB's limit on an attribute name that is no key, in bytes (Service quotas, "Attributes"). */
const MAX_ATTRIBUTE_NAME_BYTES = 65_535;

const isPrimitive = (value: unknown): boolean => ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

/** A class's name in messages. */
const nameOf = (entity: EntityClass): string => entity.name || '(anonymous class)';

/** Two instances as the library makes them when it reads: what they agree on is constant. */
function freshInstances(entity: EntityClass): readonly [Record<string, unknown>, Record<string, unknown>] {
  try {
    return [new entity() as Record<string, unknown>, new entity() as Record<string, unknown>];
  } catch (cause) {
    const name = nameOf(entity);
    const message = `${name}: its constructor failed without arguments. Reading calls it so: give it defaults, or remove it.`;
    throw new DeclarationError(message, { entity: name }, { cause });
  }
}

function mergeOptions(entity: string, property: string, records: readonly PropertyRecord[]): AttributeOptions {
  const merged: Record<string, unknown> = {};
  for (const { options, decorator } of records) {
    for (const [option, value] of Object.entries(options)) {
      if (value === undefined) continue;
      if (option in merged && merged[option] !== value) {
        const message = `${entity}.${property}: its decorators disagree on \`${option}\`; @${decorator} says otherwise than the one before. Say it once.`;
        throw new DeclarationError(message, { entity, property });
      }
      merged[option] = value;
    }
  }
  const defaults: Record<string, unknown> = Object.assign({}, ...records.map(record => record.defaults));
  if (merged.codec !== undefined) delete defaults.type; // a codec decides alone
  if (merged.names !== undefined) delete defaults.name;
  return { ...defaults, ...merged };
}

const KNOWN_OPTIONS = new Set(['name', 'names', 'prefix', 'allowEmpty', 'type', 'codec', 'keepInPointer']);

function checkOptions(entity: string, property: string, options: AttributeOptions, initial: unknown): void {
  const fail = (why: string): never => {
    throw new DeclarationError(`${entity}.${property}: ${why}`, { entity, property });
  };
  for (const option of Object.keys(options)) {
    if (!KNOWN_OPTIONS.has(option)) fail(`@Attribute has no option \`${option}\`. It has ${[...KNOWN_OPTIONS].join(', ')}.`);
  }
  if (options.name !== undefined && options.names !== undefined) fail('give `name` or `names`, not both.');
  const names = options.names ?? [options.name ?? property];
  if (!Array.isArray(names) || names.length === 0) fail('`names` lists at least one attribute.');
  if (new Set(names).size !== names.length) fail('`names` lists an attribute twice.');
  for (const name of names) {
    if (typeof name !== 'string' || name === '') fail('an attribute name is a string that is not empty.');
    if (Buffer.byteLength(name) > MAX_ATTRIBUTE_NAME_BYTES) fail(`an attribute name has at most ${MAX_ATTRIBUTE_NAME_BYTES} bytes.`);
    // The SDK's JSON reader clears such a member of an item before it reads it (client-dynamodb 3.1164).
    if (name === '__proto__') fail('the AWS SDK loses an attribute named __proto__ when it reads an item. Choose another `name`.');
    if (name === ARCHIVE_ATTRIBUTE) fail(`the attribute name ${ARCHIVE_ATTRIBUTE} is what marks an archived row. Choose another \`name\`.`);
    if (name === NOT_BEFORE_ATTRIBUTE)
      fail(`the attribute name ${NOT_BEFORE_ATTRIBUTE} is what keeps a restored row. Choose another \`name\`.`);
  }
  if (options.type !== undefined && options.codec !== undefined)
    fail('give `type` or `codec`, not both: a codec decides alone how the value is stored.');
  if (options.prefix !== undefined) {
    if (typeof options.prefix !== 'string') fail('`prefix` is a string.');
    const other = options.type !== undefined && options.type !== String;
    const initialOther = initial !== undefined && initial !== null && typeof initial !== 'string';
    if (options.codec === undefined && (other || initialOther)) {
      fail('`prefix` is for strings. Remove it, or make the property a string.');
    }
  }
  for (const flag of ['allowEmpty', 'keepInPointer'] as const) {
    if (options[flag] !== undefined && typeof options[flag] !== 'boolean') fail(`\`${flag}\` is true or false.`);
  }
  if (options.allowEmpty && !options.prefix)
    fail('`allowEmpty` is for an attribute with a `prefix`: without one an empty string is stored as it is.');
  if (options.codec !== undefined && (typeof options.codec?.toDb !== 'function' || typeof options.codec.toApp !== 'function')) {
    fail('a `codec` has two functions, toDb(value) and toApp(attributeValue).');
  }
}

function buildProperty(
  entity: EntityClass,
  property: string,
  records: readonly PropertyRecord[],
  fresh: readonly [Record<string, unknown>, Record<string, unknown>],
): PropertySchema {
  const name = nameOf(entity);
  const options = mergeOptions(name, property, records);
  const initial = fresh[0][property];
  checkOptions(name, property, options, initial);
  const [first, ...others] = options.names ?? [options.name ?? property];
  return Object.freeze({
    entity: name,
    property,
    attributes: Object.freeze([first, ...others] as const),
    isNamed: options.name !== undefined || options.names !== undefined,
    prefix: options.prefix ?? '',
    allowEmpty: options.allowEmpty ?? false,
    type: options.type,
    codec: options.codec,
    keepInPointer: options.keepInPointer ?? false,
    decorators: new Set(records.map(record => record.decorator)),
    emittedType: emittedType(entity, property),
    initial,
    constant: isPrimitive(initial) && Object.is(initial, fresh[1][property]),
  });
}

/**
 * Reads what the decorators of a class recorded, checks it and freezes it.
 *
 * @throws DeclarationError that names the class and the property.
 */
export function buildEntitySchema(entity: EntityClass): EntitySchema {
  if (typeof entity !== 'function') throw new DeclarationError('A view is made of a class: inlineView(UserSession, { key: [...] }).', {});
  const name = nameOf(entity);
  const fresh = freshInstances(entity);
  const records = readRecords(entity);
  const properties: PropertySchema[] = [];
  const transient = new Set<string>();
  const byAttribute = new Map<string, PropertySchema>();
  for (const [property, list] of records.properties) {
    if (list.some(record => record.decorator === 'Transient')) {
      if (list.length > 1) {
        const message = `${name}.${property}: @Transient() means that it is not stored. Remove the other decorators, or @Transient().`;
        throw new DeclarationError(message, { entity: name, property });
      }
      transient.add(property);
      continue;
    }
    const schema = buildProperty(entity, property, list, fresh);
    properties.push(schema);
    for (const attribute of schema.attributes) {
      const other = byAttribute.get(attribute);
      if (other) {
        const message = `${name}.${property}: the attribute ${attribute} is that of ${other.property} already. Give one of them another \`name\`.`;
        throw new DeclarationError(message, { entity: name, property });
      }
      byAttribute.set(attribute, schema);
    }
  }
  if (properties.length === 0) {
    const message = `${name} declares no attributes. Put @Attribute() before each property that is stored.`;
    throw new DeclarationError(message, { entity: name });
  }
  return Object.freeze({
    entity,
    name,
    properties: Object.freeze(properties),
    byProperty: new Map(properties.map(schema => [schema.property, schema])),
    byAttribute,
    transient,
    lifecycle: buildLifecycle(properties),
    discriminator: discriminatorOf(properties),
    validation: buildValidation(name, records.marks),
    marks: records.marks,
  });
}
