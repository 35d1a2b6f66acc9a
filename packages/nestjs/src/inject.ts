import { Inject } from '@nestjs/common';
import { type EntityType, getDbToken, getRepositoryToken } from './tokens.js';

/** A decorator of a constructor's parameter, or of a property. */
export type InjectDecorator = ReturnType<typeof Inject>;

/**
 * Injects the database that `TempestModule` made: its views, `batchLoad`, transactions, `archiveOldData` and all else.
 *
 * @param name of the database, where the application has several
 * @example
 * constructor(@InjectDb() db: HybridLogicalDb<UserDatabase>) {}
 */
export function InjectDb(name?: string): InjectDecorator {
  return Inject(getDbToken(name));
}

/**
 * Injects an entity's repository: its one inline view. An entity that has several has none; inject the database and name the view.
 *
 * @param name of the database, where the application has several
 * @throws ConfigurationError where this is no class, as where two files import each other
 * @example
 * constructor(@InjectRepository(UserSession) sessions: Repository<UserSession, 'userId', 'sessionId'>) {}
 */
export function InjectRepository(entity: EntityType, name?: string): InjectDecorator {
  return Inject(getRepositoryToken(entity, name));
}
