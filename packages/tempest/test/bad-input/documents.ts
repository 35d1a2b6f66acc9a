import {
  Attribute,
  type InlineView,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
  TimeToLive,
  UpdatedAt,
  Version,
} from '@tempest-ts/tempest';

/** An entity with an attribute of every kind. */
export class Document {
  @Attribute({ name: 'pk' }) owner!: string;
  @Attribute({ name: 'sk', type: Number }) at!: number;
  @Attribute() text?: string;
  @Attribute() count?: number;
  @Attribute({ type: Date }) due?: Date;
  @Attribute() lines?: unknown[];
  @Attribute() map?: Record<string, unknown>;
  @Attribute() tags?: Set<string>;
  @Attribute({ name: 'kind' }) kind?: string;
  @TimeToLive() gone?: Date;
}

/** Shaped like a Document, and of a table of its own. */
export class Receipt {
  @Attribute({ name: 'pk' }) owner!: string;
  @Attribute({ name: 'sk', type: Number }) at!: number;
  @Attribute() text?: string;
  @Version() version?: number;
  @UpdatedAt() updatedAt?: Date;
}

export class DocumentDb extends LogicalDb {
  documents = logicalTable({
    name: 'bad_documents',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_kind: { partitionKey: 'kind', sortKey: 'sk' } },
    views: {
      all: inlineView(Document, { key: ['owner', 'at'] }),
      byKind: secondaryIndex(Document, { index: 'by_kind', key: ['kind', 'at'] }),
    },
  });
  receipts = logicalTable({
    name: 'bad_receipts',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { all: inlineView(Receipt, { key: ['owner', 'at'] }) },
  });
}

export type Documents = InlineView<Document, 'owner', 'at'>;
