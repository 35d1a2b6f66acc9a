import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

/** `Item` as a later declaration has it: its objects are elsewhere. Decorated by hand, for the same reason. */
class MovedItem {
  pk!: string;
  sk!: string;
  at!: Date;
  text!: string;
}
Attribute()(MovedItem.prototype, 'pk');
Attribute()(MovedItem.prototype, 'sk');
ArchivalTimestamp()(MovedItem.prototype, 'at');
Attribute()(MovedItem.prototype, 'text');
HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'moved/{pk}/{sk}' })(MovedItem);

export class MovedItemDatabase extends LogicalDb {
  items = logicalTable({ name: 'items', partitionKey: 'pk', sortKey: 'sk', views: { all: inlineView(MovedItem, { key: ['pk', 'sk'] }) } });
}
