import { areaY, dot, gridY, lineY, ruleX, ruleY, text } from '@observablehq/plot';
import type { AgeThreshold, EntityPlan } from '@tempest-ts/hybrid';
import { age } from '../format/ages.js';
import { count, dollars, dollarTicks, months } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { draw } from '../plot/draw.js';
import { figure } from '../plot/figure.js';
import { sideOf } from '../plot/side-of.js';
import { ageScale } from './age-scale.js';
import { LAYOUT_KEY, LAYOUTS, SHORT_NAMES, strokeOf, symbolOf } from './layout-names.js';

/** Ages that the table lists, in days, besides today's. */
const LISTED_DAYS = [0, 30, 90, 180, 365, 730, 1_095, 1_825, 3_650];

/** What the table lists: what moves from each age on. */
function listed({ thresholds, archiveAfterDays }: EntityPlan): readonly (AgeThreshold & { readonly isToday: boolean })[] {
  const days = [...new Set([...LISTED_DAYS, archiveAfterDays])].sort((a, b) => a - b);
  return days.flatMap(from => {
    const at = thresholds.find(each => each.days >= from);
    const isToday = from === archiveAfterDays;
    return at && (at.items > 0 || isToday) ? [{ ...at, days: from, isToday }] : [];
  });
}

/** What every other age would save. */
export function savingFigure(entity: EntityPlan): Html {
  const { archiveAfterDays, thresholds, layout } = entity;
  const scale = ageScale(entity);
  const longest = scale.longestDays / scale.unitDays;
  const points = thresholds.filter(({ days }) => days <= scale.longestDays);
  const units = ({ days }: Pick<AgeThreshold, 'days'>): number => days / scale.unitDays;
  const saving = ({ layouts }: AgeThreshold): number => layouts[layout].monthlySaving;
  const found = thresholds.find(({ days }) => days >= archiveAfterDays);
  const today = found && { ...found, days: archiveAfterDays };
  const most = thresholds.reduce<AgeThreshold | undefined>((best, each) => (best && saving(best) >= saving(each) ? best : each), undefined);
  const summary = [
    today && `From ${age(archiveAfterDays)} on, as declared, archiving saves ${dollars(saving(today))} a month.`,
    most && saving(most) > 0 && `The most that any age saves is ${dollars(saving(most))}, from ${age(most.days)} on.`,
  ].filter(each => typeof each === 'string');
  const highest = Math.max(0, ...points.flatMap(({ layouts }) => LAYOUTS.map(each => layouts[each].monthlySaving)));
  const value = today && `${age(archiveAfterDays)}: ${dollars(saving(today))}`;
  const labelOf = (isNarrow: boolean): string => (isNarrow ? `${value}` : `declared: ${value} a month`);
  return figure({
    title: 'What every other age would save',
    words: `${summary.join(' ')} Of items that are younger than that it is estimated from a sample. Mind that younger items are read more often.`,
    key: LAYOUT_KEY,
    plot: draw(
      `Curves of dollars saved a month over the age from which items are archived. ${summary.join(' ')}`,
      ({ isNarrow, width }) => ({
        marginLeft: 62,
        marginBottom: 42,
        marginTop: 26,
        x: {
          domain: [0, longest],
          label: `archived from this age on, in ${scale.unit}`,
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: isNarrow ? 5 : 8,
          tickFormat: String,
        },
        y: { label: null, tickFormat: dollarTicks(highest), ticks: 5, zero: true, nice: true },
        marks: [
          gridY({ className: 'grid', strokeOpacity: 0.15, ticks: 5 }),
          areaY(points, { x: units, y: saving, className: `under-${layout}` }),
          ...LAYOUTS.map(each => lineY(points, { x: units, y: ({ layouts }) => layouts[each].monthlySaving, ...strokeOf(each) })),
          ruleY([0]),
          ...(today
            ? [
                ruleX([today], { x: units, className: 'today', strokeDasharray: '5 3', strokeWidth: 1.5 }),
                dot([today], { x: units, y: saving, r: 6, symbol: symbolOf(layout), stroke: 'none', className: `dot-${layout}` }),
                text([''], {
                  x: units(today),
                  frameAnchor: 'top',
                  dy: -18,
                  className: 'label',
                  text: () => labelOf(isNarrow),
                  textAnchor: sideOf(labelOf(isNarrow), units(today) / longest, width),
                }),
              ]
            : []),
        ],
      }),
    ),
    table: table(
      `What archiving ${entity.entity} from each age on would come to`,
      [
        { title: 'From' },
        { title: 'Items', isNumber: true },
        ...['Saves a month', 'Pays back'].flatMap(group => LAYOUTS.map(each => ({ title: SHORT_NAMES[each], group, isNumber: true }))),
      ],
      listed(entity).map(({ days, items, layouts, isToday }) => ({
        cells: [
          age(days),
          count(items),
          ...LAYOUTS.map(each => dollars(layouts[each].monthlySaving)),
          ...LAYOUTS.map(each => (items === 0 ? '–' : months(layouts[each].paybackMonths))),
        ],
        mark: isToday ? 'declared' : undefined,
      })),
    ),
  });
}
