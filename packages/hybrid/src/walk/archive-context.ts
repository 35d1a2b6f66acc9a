import type { BoundView, TableSchema, Wire } from '@tempest-ts/tempest/extend';
import type { CachedObjects } from '../cache/cached-objects.js';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { ArchiveReader } from '../hydrate/pointer-context.js';
import type { ArchiveStore } from '../store/archive-store.js';

/** What every job that goes over a whole archive works with. */
export interface ArchiveContext {
  readonly wire: Wire;
  readonly store: ArchiveStore;
  /** Reads past the cache. */
  readonly reader: ArchiveReader;
  /** Where the database's own reads keep objects. */
  readonly cache: CachedObjects | undefined;
  readonly config: ResolvedConfig;
  readonly entities: HybridEntities;
  /** The database's tables with their views. */
  readonly tables: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

/** The tables that hold archived entities. */
export function hybridTables({ tables, entities }: Pick<ArchiveContext, 'tables' | 'entities'>): readonly TableSchema[] {
  return [...tables.keys()].filter(table => entities.of(table).length > 0);
}
