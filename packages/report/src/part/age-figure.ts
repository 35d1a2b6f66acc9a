import { gridY, rectY, ruleX, ruleY, text } from '@observablehq/plot';
import type { EntityPlan } from '@tempest-ts/hybrid';
import { age, ageRange } from '../format/ages.js';
import { bytes, count, counted } from '../format/numbers.js';
import type { Html } from '../html/html.js';
import { table } from '../html/table.js';
import { draw } from '../plot/draw.js';
import { figure } from '../plot/figure.js';
import { sideOf } from '../plot/side-of.js';
import { ageBars } from './age-bars.js';
import { ageScale } from './age-scale.js';

/** How old items are. */
export function ageFigure(entity: EntityPlan): Html {
  const { archiveAfterDays, ages, thresholds } = entity;
  const scale = ageScale(entity);
  const bars = ageBars(entity, scale);
  const units = (days: number): number => days / scale.unitDays;
  const total = thresholds[0];
  const old = thresholds.find(({ days }) => days >= archiveAfterDays);
  const summary = `${bytes(old?.bytes ?? 0)} of ${bytes(total?.bytes ?? 0)} are ${age(archiveAfterDays)} old or older.`;
  const older =
    scale.olderItems === 0 ? '' : ` ${counted(scale.olderItems, 'item')} older than ${age(scale.longestDays)} are in the table only.`;
  const label = `archived from ${age(archiveAfterDays)} on`;
  return figure({
    title: 'How old its items are',
    words: `${summary} Each bar is ${age(scale.barDays)} wide.${older}`,
    key: [
      { className: 'stays', name: 'young: stays' },
      { className: 'moves', name: 'old enough' },
    ],
    plot: draw(`Histogram of the age of items by their bytes. ${summary}`, ({ isNarrow, width }) => ({
      marginLeft: 58,
      marginBottom: 42,
      marginTop: 26,
      x: {
        domain: [0, units(scale.longestDays)],
        label: `age in ${scale.unit}`,
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: isNarrow ? 5 : 8,
        tickFormat: String,
      },
      y: { label: null, tickFormat: bytes, ticks: 5 },
      marks: [
        gridY({ className: 'grid', strokeOpacity: 0.15, ticks: 5 }),
        rectY(bars, {
          x1: ({ fromDays }) => units(fromDays),
          x2: ({ toDays }) => units(toDays),
          y1: 0,
          y2: 'stays',
          className: 'stays',
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        rectY(bars, {
          x1: ({ fromDays }) => units(fromDays),
          x2: ({ toDays }) => units(toDays),
          y1: 'stays',
          y2: ({ stays, old: moved }) => stays + moved,
          className: 'moves',
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        ruleY([0]),
        ruleX([units(archiveAfterDays)], { className: 'today', strokeDasharray: '5 3', strokeWidth: 1.5 }),
        text([label], {
          x: units(archiveAfterDays),
          frameAnchor: 'top',
          dy: -18,
          className: 'label',
          textAnchor: sideOf(label, units(archiveAfterDays) / units(scale.longestDays), width),
        }),
      ],
    })),
    table: table(
      `Items of ${entity.entity} that are not archived, by age`,
      [{ title: 'Age' }, { title: 'Items', isNumber: true }, { title: 'In DynamoDB', isNumber: true }],
      ages.map(({ fromDays, toDays, items, bytes: size }) => ({ cells: [ageRange(fromDays, toDays), count(items), bytes(size)] })),
    ),
  });
}
