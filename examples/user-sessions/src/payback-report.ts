import type { ArchivalPlan, SizeClass } from '@tempest-ts/hybrid';
import { formatBytes, formatCount, formatDollars, formatMonths } from './format.js';
import { table } from './table.js';

const MILLION = 1e6;
/** Past so many months, moving is hardly worth it. */
const LATE_MONTHS = 24;

const nameOf = ({ fromBytes, toBytes }: SizeClass): string => {
  if (toBytes === undefined) return `${formatBytes(fromBytes)} and more`;
  return fromBytes === 0 ? `under ${formatBytes(toBytes)}` : `${formatBytes(fromBytes)} to ${formatBytes(toBytes)}`;
};

/** Which sessions pay for their move, by size, as the dry run says: the move of a small one costs as much as that of a large one and saves little. */
export function paybackReport({ entities }: ArchivalPlan): readonly string[] {
  const sizes = entities.flatMap(entity => entity.sizes);
  const rows = sizes.map(size => {
    const { items, cost } = size;
    const average = (bytes: number): string => formatBytes(Math.round(bytes / items));
    const scale = MILLION / items;
    return [
      nameOf(size),
      formatCount(items),
      average(size.bytes),
      average(size.pointerBytes),
      average(size.bytesStored),
      formatDollars(cost.moveCost * scale),
      formatDollars(cost.monthlySaving * scale),
      formatMonths(cost.paybackMonths),
    ];
  });
  const late = sizes.filter(({ cost }) => (cost.paybackMonths ?? Number.POSITIVE_INFINITY) > LATE_MONTHS).map(nameOf);
  const head = ['a million moved, of', 'here', 'before', 'pointer', 'object', '$ once', '$/month less', 'pays back'];
  const honest = `Hardly worth moving for the money: ${late.join('; ')}.
A pointer takes room too, and a PUT costs the same for every size.`;
  return [table(head, rows), ...(late.length > 0 ? ['', honest] : [])];
}
