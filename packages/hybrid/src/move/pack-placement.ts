import type { TableSchema } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { PackKeyTemplate } from '../pointer/pack-key-template.js';
import type { StorageClass } from '../storage-class.js';

/** Where packs of some items go. */
export interface PackPlacement {
  readonly table: TableSchema;
  /** With `{table}` and `{entity}` filled in. */
  readonly template: PackKeyTemplate;
  readonly storageClass: StorageClass | undefined;
}

/** Where an entity's packs go. One that has none declared is of the config's, as of items that were packed once and are to stay so. */
export function packPlacement(
  { view: { table }, schema, packTemplate, storageClass }: HybridEntity,
  { packs }: Pick<ResolvedConfig, 'packs'>,
): PackPlacement {
  return { table, template: packTemplate ?? packs.keyTemplate.bind(table.tableName, schema.name), storageClass };
}
