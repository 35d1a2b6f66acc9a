import {
  ArchivalTimestamp,
  Attribute,
  type Generated,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
  Version,
} from '@tempest-ts/hybrid';

/** The simulated item: attributes that move, one that is kept, and one that only a foreign writer sets. Properties are named as attributes. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'tickets/{pk}/{sk}.json' })
export class Ticket {
  @Attribute() pk!: string;
  @Attribute() sk!: string;
  @Attribute() total!: number;
  @Attribute({ keepInPointer: true }) status?: string;
  @Attribute() note?: string;
  @Attribute() lines?: string[];
  @Attribute({ keepInPointer: true }) extra?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

/** An item whose writes look at its version. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'counters/{pk}/{sk}.json' })
export class Counter {
  @Attribute() pk!: string;
  @Attribute() sk!: string;
  @Attribute() note?: string;
  @Version() version!: Generated<number>;
  @ArchivalTimestamp() placedAt!: Date;
}

export class TicketDatabase extends LogicalDb {
  tickets = logicalTable({
    name: 'tickets',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_status: { partitionKey: 'status', sortKey: 'placedAt' } },
    views: {
      all: inlineView(Ticket, { key: ['pk', 'sk'] }),
      byStatus: secondaryIndex(Ticket, { index: 'by_status', key: ['status', 'placedAt'] }),
    },
  });
}

/** With a second table, for schedules whose users do something with it: nothing looks after it in the others. */
export class TicketAndCounterDatabase extends TicketDatabase {
  counters = logicalTable({
    name: 'counters',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { all: inlineView(Counter, { key: ['pk', 'sk'] }) },
  });
}

/** A ticket as last year's code declared it: with less kept in its pointer. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'tickets/{pk}/{sk}.json' })
class EarlierTicket {
  @Attribute() pk!: string;
  @Attribute() sk!: string;
  @Attribute({ keepInPointer: true }) status?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

/** Last year's code, which archived what today's reads. */
export class EarlierTicketDatabase extends LogicalDb {
  tickets = logicalTable({
    name: 'tickets',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { all: inlineView(EarlierTicket, { key: ['pk', 'sk'] }) },
  });
}

/** A ticket as next year's code declares it: its objects are elsewhere. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'later/{pk}/{sk}.json' })
class LaterTicket {
  @Attribute() pk!: string;
  @Attribute() sk!: string;
  @Attribute({ keepInPointer: true }) status?: string;
  @Attribute({ keepInPointer: true }) extra?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

/** Next year's code, which moves what today's archived, and which today's reads. */
export class LaterTicketDatabase extends LogicalDb {
  tickets = logicalTable({
    name: 'tickets',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_status: { partitionKey: 'status', sortKey: 'placedAt' } },
    views: { all: inlineView(LaterTicket, { key: ['pk', 'sk'] }) },
  });
}
