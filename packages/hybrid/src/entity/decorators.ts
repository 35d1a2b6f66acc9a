import type { AttributeOptions, EntityDecorator, MemberDecoratorFor } from '@tempest-ts/tempest';
import { HYBRID_MARK, makeEntityDecorator, makeMemberDecorator } from '@tempest-ts/tempest/extend';
import type { Layout } from '../pack/pack-options.js';
import type { Upcaster } from '../schema/schema-history.js';
import type { StorageClass } from '../storage-class.js';

/** What `@HybridTable` says of an entity. */
export interface HybridTableOptions {
  /** Days after its archival timestamp when an item may move to S3. The config's `archiveAfterDuration`, where set too, must have passed as well. */
  readonly archiveAfterDays?: number;
  /**
   * The S3 key of an archived item, of `{pk}` (or `{partitionKey}`), `{sk}` (`{sortKey}`), `{table}` (`{tableName}`), and the archival timestamp's
   * `{yyyy}`, `{MM}` and `{dd}` in UTC.
   */
  readonly s3KeyTemplate: string;
  /**
   * The version of what the class stores: raise it by one where archived items could not be read as they are any more, and say in `upcast` what changed.
   * What is archived before it is declared has version 1. Default: 1.
   */
  readonly schemaVersion?: number;
  /** For each earlier version, what makes a row of it one of the next. Run on read; objects in S3 stay as they are. Default: none. */
  readonly upcast?: Readonly<Record<number, Upcaster>>;
  /** Where S3 keeps these items. Default: `s3Config.storageClass`. */
  readonly storageClass?: StorageClass;
  /** Whether each item becomes an object of its own, or one of many in a pack. Default: `archivalConfig.layout`. */
  readonly layout?: Layout;
}

/** The name under which the archival timestamp is recorded. */
export const ARCHIVAL_TIMESTAMP = 'ArchivalTimestamp';

/**
 * Declares that the items of a class move to S3 when they are old enough.
 *
 * @example
 * @HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
 * class UserSession { ... }
 */
export function HybridTable(options: HybridTableOptions): EntityDecorator {
  return makeEntityDecorator(HYBRID_MARK, Object.freeze({ ...options }));
}

/** Declares the property by which an item's age is told. Implies `@Attribute({ type: Date })`. */
export function ArchivalTimestamp(options?: AttributeOptions): MemberDecoratorFor<Date> {
  return makeMemberDecorator({
    decorator: ARCHIVAL_TIMESTAMP,
    options,
    defaults: { type: Date },
  });
}
