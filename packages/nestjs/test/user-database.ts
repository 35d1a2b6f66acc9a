import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable, secondaryIndex } from '@tempest-ts/hybrid';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
export class UserSession {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

export class UserDatabase extends LogicalDb {
  users = logicalTable({ name: 'user_sessions', views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) } });
}

export class Order {
  @Attribute({ name: 'partition_key' }) customer!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Attribute() state!: string;
}

/** Of two inline views, so that it is not clear which its repository is. */
export class Note {
  @Attribute({ name: 'partition_key', prefix: 'NOTE#' }) owner!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
}

export class OrderDatabase extends LogicalDb {
  orders = logicalTable({
    name: 'orders',
    indexes: { by_state: { partitionKey: 'state', sortKey: 'sort_key' } },
    views: {
      all: inlineView(Order, { key: ['customer', 'id'] }),
      byState: secondaryIndex(Order, { index: 'by_state', key: ['state', 'id'] }),
    },
  });
  notes = logicalTable({
    name: 'notes',
    views: { mine: inlineView(Note, { key: ['owner', 'id'] }), theirs: inlineView(Note, { key: ['owner', 'id'] }) },
  });
}
