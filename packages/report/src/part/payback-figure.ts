import { dot, gridY, lineY, ruleY, text } from '@observablehq/plot';
import type { EntityPlan, SizeClass } from '@tempest-ts/hybrid';
import { dollars, months } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { draw } from '../plot/draw.js';
import { figure } from '../plot/figure.js';
import { LAYOUT_KEY, LAYOUT_NAMES, LAYOUTS, type Layout, SHORT_NAMES, strokeOf, symbolOf } from './layout-names.js';
import { bound, sizeRange } from './size-axis.js';

/** Five years: what takes longer to pay back is drawn at the upper edge, with what never does. */
const LONGEST_MONTHS = 60;
const TICKS = [64, 256, 1024, 4096, 16_384, 65_536, 262_144];

interface Point {
  readonly averageBytes: number;
  readonly months: number;
  readonly isBeyond: boolean;
}

const point = ({ items, bytes: size, layouts }: SizeClass, layout: Layout): Point => {
  const { paybackMonths } = layouts[layout].cost;
  return {
    averageBytes: size / items,
    months: Math.min(paybackMonths ?? LONGEST_MONTHS, LONGEST_MONTHS),
    isBeyond: paybackMonths === undefined || paybackMonths > LONGEST_MONTHS,
  };
};

/** After how long the move of items of each size is paid for, in both layouts. */
export function paybackFigure({ entity, sizes, layout }: EntityPlan): Html {
  const present = sizes.filter(({ items }) => items > 0);
  const lines = LAYOUTS.map(each => ({ layout: each, points: present.map(size => point(size, each)) }));
  const highest = Math.max(6, ...lines.flatMap(({ points }) => points.map(each => each.months)));
  const beyond = lines.flatMap(({ points }) => points).some(({ isBeyond }) => isBeyond);
  const range = (which: Layout): string => {
    const all = present.map(size => size.layouts[which].cost.paybackMonths);
    const known = all.filter(each => each !== undefined);
    if (known.length === 0) return `As ${LAYOUT_NAMES[which]} they never pay.`;
    const [least, most] = [Math.min(...known), Math.max(...known)];
    return `As ${LAYOUT_NAMES[which]} they pay back after ${months(least)}${known.length < all.length ? ' or never' : most > least * 1.05 ? ` to ${months(most)}` : ''}, by size.`;
  };
  const [least, most] = domainOf(present);
  const summary = LAYOUTS.map(range).join(' ');
  return figure({
    title: 'When the move is paid for, by size and layout',
    words: `${summary} They are declared to become ${LAYOUT_NAMES[layout]}.${beyond ? ' Hollow marks at the upper edge: later than five years, or never.' : ''}`,
    key: LAYOUT_KEY,
    plot: draw(`Months until the move is paid for, over the size of items, as single objects and in packs. ${summary}`, ({ isNarrow }) => ({
      marginLeft: 58,
      marginRight: 18,
      marginBottom: 42,
      marginTop: 18,
      x: {
        type: 'log',
        base: 2,
        domain: [least, most],
        ticks: TICKS.filter((tick, place) => tick >= least && tick <= most && (!isNarrow || place % 2 === 0)),
        tickFormat: bound,
        label: 'average size of an item in DynamoDB',
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: { domain: [0, highest * 1.05], label: null, ticks: 5, tickFormat: value => `${value} mo` },
      marks: [
        gridY({ className: 'grid', strokeOpacity: 0.15, ticks: 5 }),
        ruleY([0]),
        ...lines.flatMap(({ layout: each, points }) => [
          lineY(points, { x: 'averageBytes', y: 'months', ...strokeOf(each) }),
          dot(points, {
            x: 'averageBytes',
            y: 'months',
            r: 5,
            symbol: symbolOf(each),
            stroke: 'none',
            className: `dot-${each}`,
            filter: ({ isBeyond }: Point) => !isBeyond,
          }),
          dot(points, {
            x: 'averageBytes',
            y: 'months',
            r: 5,
            symbol: symbolOf(each),
            className: `hollow-${each}`,
            strokeWidth: 2,
            filter: 'isBeyond',
          }),
        ]),
        ...(beyond ? [text(['never, or after 5 years'], { frameAnchor: 'top-right', dy: -16, className: 'label' })] : []),
      ],
    })),
    table: table(
      `What moving ${entity} comes to by size, in each layout`,
      [
        { title: 'Size' },
        ...['Saves a month', 'Pays back'].flatMap(group => LAYOUTS.map(each => ({ title: SHORT_NAMES[each], group, isNumber: true }))),
      ],
      present.map(each => ({
        cells: [
          sizeRange(each),
          ...LAYOUTS.map(name => dollars(each.layouts[name].cost.monthlySaving)),
          ...LAYOUTS.map(name => months(each.layouts[name].cost.paybackMonths)),
        ],
      })),
    ),
  });
}

/** An octave on either side of the averages. */
function domainOf(sizes: readonly SizeClass[]): readonly [number, number] {
  const averages = sizes.map(({ items, bytes: size }) => size / items);
  return averages.length === 0 ? [128, 65_536] : [Math.min(...averages) / 2, Math.max(...averages) * 2];
}
