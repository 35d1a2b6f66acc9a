import type { TableSchema } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';

/** A table, as far as policies are concerned. */
export interface PolicyTable {
  /** The physical name. */
  readonly tableName: string;
  readonly hasIndexes: boolean;
  /** Whether items of it are archived. */
  readonly isHybrid: boolean;
}

/** What policies are made of: names only. */
export interface PolicySubject {
  readonly tables: readonly PolicyTable[];
  readonly bucketName: string;
  readonly keyPrefix: string;
  /** Whether objects carry tags, which are a permission of their own. */
  readonly hasTags: boolean;
  /** Whether objects are locked, which is another. */
  readonly hasLock: boolean;
  /** The key that objects are encrypted with, as the config names it: its id, ARN or alias. */
  readonly kmsKeyId: string | undefined;
  /** Where the config says it: with a client of its own, it does not. */
  readonly bucketRegion: string | undefined;
}

/** What a database's policies are about. */
export function policySubject(config: ResolvedConfig, entities: HybridEntities, tables: Iterable<TableSchema>): PolicySubject {
  const { bucketName, bucketRegion, keyPrefix, objectSettings } = config;
  const { tags, objectLock, kmsKeyId } = objectSettings;
  return {
    tables: Array.from(tables, table => ({
      tableName: table.tableName,
      hasIndexes: table.indexes.size > 0,
      isHybrid: entities.of(table).length > 0,
    })),
    bucketName,
    keyPrefix,
    hasTags: Object.keys(tags ?? {}).length > 0,
    hasLock: objectLock !== undefined,
    kmsKeyId,
    bucketRegion,
  };
}
