import { gridY, rectY, ruleY, text } from '@observablehq/plot';
import type { EntityPlan } from '@tempest-ts/hybrid';
import { bytes, count, counted, short } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { draw } from '../plot/draw.js';
import { figure } from '../plot/figure.js';
import { LAYOUTS, SHORT_NAMES } from './layout-names.js';
import { bound, sizeRange } from './size-axis.js';

/** How large the items are that would move. */
export function sizeFigure({ entity, sizes }: EntityPlan): Html {
  const from = [...new Set(sizes.map(({ fromBytes }) => fromBytes))];
  const bars = sizes.map((each, place) => ({ ...each, place, label: each.items === 0 ? '' : short(each.items) }));
  const items = sizes.reduce((sum, each) => sum + each.items, 0);
  const largest = sizes.reduce<(typeof sizes)[number] | undefined>(
    (most, each) => (!most || each.items > most.items ? each : most),
    undefined,
  );
  const summary = largest ? `${counted(items, 'item')} would move; most are of ${sizeRange(largest)}.` : 'No item would move.';
  return figure({
    title: 'How large the items are that would move',
    words: `${summary} Sizes as DynamoDB counts them.`,
    plot: draw(`Histogram of the size of items that would move. ${summary}`, ({ isNarrow }) => ({
      marginLeft: 48,
      marginBottom: 42,
      marginTop: 22,
      x: {
        domain: [0, Math.max(1, bars.length)],
        ticks: from.map((_, place) => place),
        tickFormat: place => (from[place] === 0 ? '0' : bound(from[place] ?? 0)),
        label: 'size from',
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: { label: null, tickFormat: short, ticks: 5 },
      marks: [
        gridY({ className: 'grid', strokeOpacity: 0.15, ticks: 5 }),
        rectY(bars, { x1: 'place', x2: ({ place }) => place + 1, y: 'items', className: 'moves', inset: 1 }),
        text(bars, { x: ({ place }) => place + 0.5, y: 'items', text: 'label', dy: -9, className: 'label', fontSize: isNarrow ? 11 : 13 }),
        ruleY([0]),
      ],
    })),
    table: table(
      `Items of ${entity} that would move, by size`,
      [
        { title: 'Size' },
        { title: 'Items', isNumber: true },
        { title: 'In DynamoDB', isNumber: true },
        ...LAYOUTS.map(each => ({ title: SHORT_NAMES[each], group: 'In S3', isNumber: true })),
      ],
      sizes.map(each => ({
        cells: [sizeRange(each), count(each.items), bytes(each.bytes), ...LAYOUTS.map(layout => bytes(each.layouts[layout].bytesStored))],
      })),
    ),
  });
}
