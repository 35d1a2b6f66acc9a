import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import { ORDERS_TABLE } from './order.js';

class Geo {
  @Attribute({ type: Number }) lat!: number;
  @Attribute({ type: Number }) lng!: number;
}

class Address {
  @Attribute({ type: String }) street!: string;
  @Attribute({ type: String }) city!: string;
  @Attribute({ type: Geo }) geo!: Geo;
}

abstract class OrderFields {
  @Attribute({ type: String }) account!: string;
  @Attribute({ type: String }) id!: string;
  @Attribute({ type: String }) customer!: string;
  @Attribute({ type: String }) status!: string;
  @Attribute({ type: Number }) total!: number;
  @Attribute({ type: Number }) quantity!: number;
  @Attribute({ type: Boolean }) paid!: boolean;
  @Attribute({ type: String }) tags!: string[];
  @Attribute({ type: Address }) address!: Address;
  @Attribute({ type: String }) note!: string;
}

class PlainOrder extends OrderFields {
  @Attribute({ type: String }) createdAt!: string;
}

/** Its timestamp is a date, since the age is told by it: more than the peers do. */
@HybridTable({ s3KeyTemplate: 'orders/{pk}/{sk}.json' })
class TieredOrder extends OrderFields {
  @ArchivalTimestamp() createdAt!: Date;
}

const table = { name: ORDERS_TABLE, partitionKey: 'account', sortKey: 'id' };

export class PlainOrders extends LogicalDb {
  orders = logicalTable({ ...table, views: { byId: inlineView(PlainOrder, { key: ['account', 'id'] }) } });
}

export class TieredOrders extends LogicalDb {
  orders = logicalTable({ ...table, views: { byId: inlineView(TieredOrder, { key: ['account', 'id'] }) } });
}
