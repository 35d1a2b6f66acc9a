import type { VerifyReport } from '@tempest-ts/hybrid';
import { bytes, count, short } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { figure } from '../plot/figure.js';
import { stackedBars } from '../plot/stacked-bars.js';

/** Which archived items can be read. */
export function itemsFigure({ entities }: VerifyReport): Html {
  const sum = (part: 'itemsIntact' | 'itemsDamaged'): number => entities.reduce((total, each) => total + each[part], 0);
  const summary = `${count(sum('itemsIntact'))} archived items were read whole, ${count(sum('itemsDamaged'))} cannot be read.`;
  const name = (entity: string | undefined): string => entity ?? 'of no declared entity';
  return figure({
    title: 'Archived items',
    words: summary,
    key: [
      { className: 'good', name: 'intact' },
      { className: 'bad', name: 'damaged' },
    ],
    plot: stackedBars(
      `A bar of items for each entity. ${summary}`,
      entities.map(each => ({
        name: name(each.entity),
        parts: [
          { className: 'good', value: each.itemsIntact },
          { className: 'bad', value: each.itemsDamaged },
        ],
      })),
      short,
    ),
    table: table(
      'Archived items by entity; half rows are intact ones that have gained attributes since',
      [
        { title: 'Entity' },
        { title: 'Table' },
        ...['Intact', 'Damaged', 'Half rows', 'Before compression', 'In S3'].map(title => ({ title, isNumber: true })),
      ],
      entities.map(each => ({
        cells: [
          name(each.entity),
          each.table,
          ...[each.itemsIntact, each.itemsDamaged, each.halfRows].map(count),
          bytes(each.bytesBefore),
          bytes(each.bytesStored),
        ],
      })),
    ),
  });
}

/** Whose the objects are. */
export function objectsFigure({ objects }: VerifyReport): Html {
  const rows = [
    { name: 'in use', className: 'good', items: objects.referenced, size: bytes(objects.bytesReferenced), means: 'named by a row' },
    {
      name: 'orphaned',
      className: 'stays',
      items: objects.orphaned,
      size: bytes(objects.bytesOrphaned),
      means: 'named by no row: harmless, and the sweeper’s',
    },
    { name: 'swept', className: 'stays', items: objects.swept, size: 'none', means: 'emptied by the sweeper, whose key is kept' },
    {
      name: 'foreign',
      className: 'stays',
      items: objects.foreign,
      size: 'not counted',
      means: 'of other tables, or of nobody that can be told',
    },
    { name: 'unreadable', className: 'bad', items: objects.unreadable, size: 'not counted', means: 'whose they are could not be asked' },
  ];
  const summary = `${count(objects.referenced)} objects are in use, ${count(objects.orphaned)} are left over.`;
  return figure({
    title: 'Objects under the key prefix',
    words: summary,
    plot: stackedBars(
      `A bar of objects for each state. ${summary}`,
      rows.map(({ name, className, items }) => ({ name, parts: [{ className, value: items }] })),
      short,
    ),
    table: table(
      'Objects by what they are',
      [{ title: 'State' }, { title: 'Objects', isNumber: true }, { title: 'Bytes', isNumber: true }, { title: 'Means' }],
      rows.map(({ name, items, size, means }) => ({ cells: [name, count(items), size, means] })),
    ),
  });
}
