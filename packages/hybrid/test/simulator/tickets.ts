import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

/** The simulated item: attributes that move, one that is kept, and one that only a foreign writer sets. Properties are named as attributes. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'tickets/{pk}/{sk}.json' })
export class Ticket {
  @Attribute() pk!: string;
  @Attribute() sk!: string;
  @Attribute() total!: number;
  @Attribute({ keepInPointer: true }) status?: string;
  @Attribute() note?: string;
  @Attribute() lines?: string[];
  @Attribute() extra?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

export class TicketDatabase extends LogicalDb {
  tickets = logicalTable({
    name: 'tickets',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { all: inlineView(Ticket, { key: ['pk', 'sk'] }) },
  });
}
