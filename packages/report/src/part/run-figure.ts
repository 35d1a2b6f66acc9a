import type { ArchivalResult } from '@tempest-ts/hybrid';
import { bytes, count, short } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { figure } from '../plot/figure.js';
import { stackedBars } from '../plot/stacked-bars.js';

const KEY = [
  { className: 'good', name: 'archived' },
  { className: 'stays', name: 'skipped' },
  { className: 'bad', name: 'failed' },
];

/** What became of the items that were old enough, by entity. */
export function runFigure({ tables, itemsArchived, itemsProcessed }: ArchivalResult): Html {
  const failed = (each: ArchivalResult['tables'][number]): number => each.itemsProcessed - each.itemsArchived - each.itemsSkipped;
  const summary = `${count(itemsArchived)} of ${count(itemsProcessed)} items that were old enough were archived.`;
  return figure({
    title: 'What became of items that were old enough',
    words: `${summary} Skipped are items that changed or went away meanwhile, and those that hold nothing that could move.`,
    key: KEY,
    plot: stackedBars(
      `A bar of items for each entity. ${summary}`,
      tables.map(each => ({
        name: each.entity,
        parts: [
          { className: 'good', value: each.itemsArchived },
          { className: 'stays', value: each.itemsSkipped },
          { className: 'bad', value: failed(each) },
        ],
      })),
      short,
    ),
    table: table(
      'Items by entity',
      [
        { title: 'Entity' },
        { title: 'Table' },
        ...['Archived', 'Skipped', 'Failed', 'Too small', 'In the future'].map(title => ({ title, isNumber: true })),
      ],
      tables.map(each => ({
        cells: [
          each.entity,
          each.table,
          ...[each.itemsArchived, each.itemsSkipped, failed(each), each.itemsTooSmall, each.itemsInFuture].map(count),
        ],
      })),
    ),
  });
}

/** How many bytes left DynamoDB, and how many they are in S3. */
export function bytesFigure({ tables, bytesBefore, bytesStored }: ArchivalResult): Html {
  const summary = `${bytes(bytesBefore)} of items became ${bytes(bytesStored)} of objects.`;
  return figure({
    title: 'How large the items were, and what S3 holds of them',
    words: summary,
    key: [
      { className: 'moves', name: 'items in DynamoDB before' },
      { className: 'object', name: 'objects in S3' },
    ],
    plot: stackedBars(
      `Two bars of bytes for each entity. ${summary}`,
      tables.flatMap(each => [
        { name: `${each.entity}, before`, parts: [{ className: 'moves', value: each.bytesBefore }] },
        { name: `${each.entity}, in S3`, parts: [{ className: 'object', value: each.bytesStored }] },
      ]),
      bytes,
    ),
    table: table(
      'Bytes by entity',
      [{ title: 'Entity' }, ...['In DynamoDB before', 'In S3', 'An item before'].map(title => ({ title, isNumber: true }))],
      tables.map(each => ({
        cells: [
          each.entity,
          bytes(each.bytesBefore),
          bytes(each.bytesStored),
          each.itemsArchived === 0 ? 'none' : bytes(each.bytesBefore / each.itemsArchived),
        ],
      })),
    ),
  });
}
