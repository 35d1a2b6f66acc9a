import { ConfigurationError } from '@tempest-ts/hybrid';

/** A class of a database's items. */
export type EntityType = abstract new () => object;

/** What a database is called that has no name of its own. */
export const DEFAULT_NAME = 'default';

/** Tokens by entity and by the database's name. Symbols, not names: two entities of one name are two. Registered, so that two loaded copies of this package agree. */
const REPOSITORIES = Symbol.for('@tempest-ts/nestjs/repositories');

type RepositoryTokens = WeakMap<EntityType, Map<string, symbol>>;

function repositoryTokens(): RepositoryTokens {
  const registry = globalThis as { [REPOSITORIES]?: RepositoryTokens };
  registry[REPOSITORIES] ??= new WeakMap();
  return registry[REPOSITORIES];
}

const called = (name: string): string => (name === DEFAULT_NAME ? '' : ` of the database '${name}'`);

/** @throws ConfigurationError */
export function checkName(name: unknown, caller: string): asserts name is string {
  if (typeof name !== 'string' || name === '')
    throw new ConfigurationError(`${caller}: a database's name is a string that is not empty, the \`name\` given to TempestModule.`);
}

/**
 * The injection token of a database: for `overrideProvider` in tests, and for `inject` in factories.
 *
 * @param name of the database, where the application has several
 * @example
 * { provide: Reports, useFactory: db => new Reports(db), inject: [getDbToken()] }
 */
export function getDbToken(name: string = DEFAULT_NAME): symbol {
  checkName(name, 'getDbToken()');
  return Symbol.for(`@tempest-ts/nestjs/database${called(name)}`);
}

/**
 * The injection token of an entity's repository: for `overrideProvider` in tests, and for `inject` in factories.
 *
 * @param name of the database, where the application has several
 * @throws ConfigurationError
 * @example
 * Test.createTestingModule({ providers: [SessionService, { provide: getRepositoryToken(UserSession), useValue: { load: async () => undefined } }] })
 */
export function getRepositoryToken(entity: EntityType, name: string = DEFAULT_NAME): symbol {
  if (typeof entity !== 'function') {
    const hint = entity === undefined ? ' Where two files import each other, move the entity to a third.' : '';
    throw new ConfigurationError(
      `A repository is asked for by the class of its items: @InjectRepository(UserSession), not ${String(entity)}.${hint}`,
    );
  }
  checkName(name, `The repository of ${entity.name}`);
  const tokens = repositoryTokens();
  const byName = tokens.get(entity) ?? new Map<string, symbol>();
  tokens.set(entity, byName);
  const token = byName.get(name) ?? Symbol(`the repository of ${entity.name}${called(name)}`); // Nest's errors show it
  byName.set(name, token);
  return token;
}

/** The token of what a module made for a database, to be ended with the application. */
export function getConnectionToken(name: string): symbol {
  return Symbol.for(`@tempest-ts/nestjs/connection${called(name)}`);
}
