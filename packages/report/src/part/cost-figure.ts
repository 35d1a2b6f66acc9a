import type { ArchivalPlan } from '@tempest-ts/hybrid';
import { dollars, dollarTicks, months, percent } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { figure } from '../plot/figure.js';
import { stackedBars } from '../plot/stacked-bars.js';
import { LAYOUT_NAMES, LAYOUTS } from './layout-names.js';

const KEY = [
  { className: 'stays', name: 'items that stay, in DynamoDB' },
  { className: 'moves', name: 'items that move, and what is left of them there' },
  { className: 'object', name: 'their objects, in S3' },
];

/** What storage costs a month, before and after. */
export function costFigure({ cost, entities, layouts }: ArchivalPlan): Html {
  const moving = entities.reduce((sum, { cost: { monthlyBefore } }) => sum + monthlyBefore, 0);
  const staying = Math.max(0, cost.monthlyBefore - moving);
  const pointers = Math.max(0, cost.monthlyAfter - cost.monthlyAfterS3 - staying);
  const summary = `Storage costs ${dollars(cost.monthlyBefore)} a month now and ${dollars(cost.monthlyAfter)} after the move: ${percent(cost.savedShare)} less.`;
  const row = (name: string, each: ArchivalPlan['cost']) => ({
    cells: [
      name,
      dollars(each.monthlyBefore),
      dollars(each.monthlyAfter),
      dollars(each.monthlySaving),
      dollars(each.moveCost),
      months(each.paybackMonths),
    ],
  });
  const many = entities.length > 1 ? entities.map(each => row(`${each.entity} in ${each.table}`, each.cost)) : [];
  return figure({
    title: 'A month of storage, before and after',
    words: `${summary} Reading archived items costs a GET each besides.`,
    key: KEY,
    plot: stackedBars(
      `Two bars of dollars a month. ${summary}`,
      [
        {
          name: 'now',
          parts: [
            { className: 'stays', value: staying },
            { className: 'moves', value: moving },
          ],
        },
        {
          name: 'after the move',
          parts: [
            { className: 'stays', value: staying },
            { className: 'moves', value: pointers },
            { className: 'object', value: cost.monthlyAfterS3 },
          ],
        },
      ],
      dollars,
      dollarTicks,
    ),
    table: table(
      'Dollars a month for storage, and once for the move',
      [{ title: 'What moves' }, ...['Now', 'Then', 'Saved', 'The move', 'Pays back'].map(title => ({ title, isNumber: true }))],
      [
        ...many,
        row('All, as declared', cost),
        ...LAYOUTS.map(each => row(`All, as ${LAYOUT_NAMES[each]}`, layouts[each])).filter(() => entities.some(each => each.cost.puts > 0)),
      ],
    ),
  });
}
