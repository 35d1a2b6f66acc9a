import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

/** Decorated by hand: what bundles it may compile decorators either way. */
export class Item {
  pk!: string;
  sk!: string;
  at!: Date;
  text!: string;
}
Attribute()(Item.prototype, 'pk');
Attribute()(Item.prototype, 'sk');
ArchivalTimestamp()(Item.prototype, 'at');
Attribute()(Item.prototype, 'text');
HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'items/{pk}/{sk}.json' })(Item);

export class ItemDatabase extends LogicalDb {
  items = logicalTable({ name: 'items', partitionKey: 'pk', sortKey: 'sk', views: { all: inlineView(Item, { key: ['pk', 'sk'] }) } });
}

export const OLD = new Date('2024-05-01T00:00:00Z');
