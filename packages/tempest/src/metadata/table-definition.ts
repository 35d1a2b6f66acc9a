import type { EntityClass } from '../decorators/attribute-options.js';

/** What an index carries of each item besides its own keys and the table's. */
export type IndexProjection = 'all' | 'keysOnly' | readonly string[];

/** A secondary index as users declare it. */
export interface IndexDefinition {
  /** The attribute. May be left out of a local index, which has the table's. */
  readonly partitionKey?: string;
  /** The attribute; left out or `null`: the index has none. */
  readonly sortKey?: string | null;
  /** A local secondary index. Default: false, a global one. */
  readonly local?: boolean;
  /** What the index carries: `'all'` (default), `'keysOnly'`, or the attributes besides the keys. */
  readonly projection?: IndexProjection;
}

/** A view as `inlineView` and `secondaryIndex` record it. */
export interface ViewDefinition {
  readonly kind: 'inline' | 'index' | 'collection';
  /** The first, where it shows several. */
  readonly entity: EntityClass;
  /** All classes, where it shows several. */
  readonly oneOf?: readonly EntityClass[];
  /** Properties, by position: the partition key's, the sort key's. */
  readonly key: readonly string[];
  readonly index?: string;
}

/** A table as `logicalTable` records it. */
export interface TableDefinition {
  readonly name: string;
  readonly partitionKey?: string;
  readonly sortKey?: string | null;
  readonly indexes?: Readonly<Record<string, IndexDefinition>>;
  readonly views: Readonly<Record<string, ViewDefinition>>;
}
