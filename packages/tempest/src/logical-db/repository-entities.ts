import type { EntityClass } from '../decorators/attribute-options.js';
import { describeDb, templateOf } from './describe-db.js';

/**
 * The classes that a database's `repository()` answers for: those with exactly one inline view. For containers that must know what they will provide before
 * there is a client. Sends nothing.
 *
 * @throws DeclarationError, ConfigurationError
 * @example
 * for (const entity of repositoryEntities(UserDatabase)) container.register(entity, () => db.repository(entity));
 */
export function repositoryEntities(dbClass: new () => object): readonly (new () => object)[] {
  const views = new Map<EntityClass, number>();
  for (const table of describeDb(templateOf(dbClass, 'repositoryEntities()')).tables.values()) {
    for (const { kind, entity } of table.views.values()) {
      if (kind === 'inline') views.set(entity.entity, (views.get(entity.entity) ?? 0) + 1);
    }
  }
  return Object.freeze([...views].filter(([, count]) => count === 1).map(([entity]) => entity as new () => object)); // its constructor was tried above
}
