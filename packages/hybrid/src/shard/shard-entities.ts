import type { TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { ShardEntity } from './archive-shard.js';

/** The earliest time that a Date holds, in milliseconds: ages may be longer than history. */
const EARLIEST_MS = -8.64e15;

/** A table's entities, and how old their items must be at a moment. */
export function shardEntities(entities: HybridEntities, table: TableSchema, now: Date): readonly ShardEntity[] {
  return entities.of(table).map(({ schema, timestamp, ageMs }) => ({
    entity: schema.name,
    timestamp: timestamp.attributes[0] ?? timestamp.property,
    cutoff: new Date(Math.max(EARLIEST_MS, now.getTime() - ageMs)).toISOString(),
  }));
}
