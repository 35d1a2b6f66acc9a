import { TIME_TO_LIVE } from '../decorators/time-to-live.js';
import { CREATED_AT, UPDATED_AT } from '../decorators/timestamps.js';
import { VERSION } from '../decorators/version.js';
import { DeclarationError } from '../errors.js';
import type { PropertySchema } from './entity-schema.js';

/** The properties of an entity that have a meaning to the library, each `undefined` where the entity declares none. */
export interface Lifecycle {
  readonly version: PropertySchema | undefined;
  readonly createdAt: PropertySchema | undefined;
  readonly updatedAt: PropertySchema | undefined;
  readonly timeToLive: PropertySchema | undefined;
}

const DECORATORS = [VERSION, CREATED_AT, UPDATED_AT, TIME_TO_LIVE];

function fail({ entity, property }: PropertySchema, why: string): never {
  throw new DeclarationError(`${entity}.${property}: ${why}`, { entity, property });
}

function checkVersion(property: PropertySchema): void {
  if (property.codec || (property.type !== Number && property.type !== BigInt)) {
    fail(
      property,
      'a @Version() is counted by DynamoDB, so it is a number, or a bigint with `type: BigInt`. Remove its `type` or `codec`.',
    );
  }
}

function checkTime(property: PropertySchema, decorator: string): void {
  if (property.codec || [Date, 'epochSeconds', 'epochMillis'].some(type => type === property.type)) return;
  fail(
    property,
    `a @${decorator}() is a Date: its \`type\` is Date (the default), 'epochSeconds' or 'epochMillis', or it has a \`codec\` of Dates.`,
  );
}

function checkTimeToLive(property: PropertySchema): void {
  if (!property.codec && property.type === 'epochSeconds') return;
  fail(
    property,
    'a @TimeToLive() is a Date that is stored as whole seconds, as DynamoDB expires by nothing else. Remove its `type` or `codec`.',
  );
}

/**
 * Finds the properties with a meaning to the library and checks their declarations.
 *
 * @throws DeclarationError
 */
export function buildLifecycle(properties: readonly PropertySchema[]): Lifecycle {
  const only = (decorator: string): PropertySchema | undefined => {
    const [property, other] = properties.filter(({ decorators }) => decorators.has(decorator));
    if (property && other) fail(other, `its class has a @${decorator}() already, ${property.property}. Keep one.`);
    const more = property && DECORATORS.find(each => each !== decorator && property.decorators.has(each));
    if (property && more) fail(property, `it cannot be both @${decorator}() and @${more}(). Keep one.`);
    return property;
  };
  const lifecycle: Lifecycle = Object.freeze({
    version: only(VERSION),
    createdAt: only(CREATED_AT),
    updatedAt: only(UPDATED_AT),
    timeToLive: only(TIME_TO_LIVE),
  });
  if (lifecycle.version) checkVersion(lifecycle.version);
  if (lifecycle.createdAt) checkTime(lifecycle.createdAt, CREATED_AT);
  if (lifecycle.updatedAt) checkTime(lifecycle.updatedAt, UPDATED_AT);
  if (lifecycle.timeToLive) checkTimeToLive(lifecycle.timeToLive);
  return lifecycle;
}
