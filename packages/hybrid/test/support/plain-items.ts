import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

/** An item of the programs that run as processes of their own. Decorated by hand: what runs them may compile decorators either way. */
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
HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'items/{pk}/{sk}' })(Item);

export class ItemDatabase extends LogicalDb {
  items = logicalTable({ name: 'items', partitionKey: 'pk', sortKey: 'sk', views: { all: inlineView(Item, { key: ['pk', 'sk'] }) } });
}
