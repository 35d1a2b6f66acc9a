import { type MovedSession, monthlySaving, moveCost, paybackMonths, sumOf } from './costs.js';
import { formatBytes, formatCount, formatDollars, formatMonths } from './format.js';
import { table } from './table.js';

const MILLION = 1e6;
/** Past so many months, moving is hardly worth it. */
const LATE_MONTHS = 24;

/** Classes of sessions by their bytes in DynamoDB before; each ends where the next begins. */
const CLASSES = [
  { name: 'under 512 B', below: 512 },
  { name: '512 B to 1 KB', below: 1024 },
  { name: '1 to 4 KB', below: 4096 },
  { name: '4 to 16 KB', below: 16_384 },
  { name: '16 KB and more', below: Number.POSITIVE_INFINITY },
] as const;

/** Which of the moved sessions pay for their move, by size: the move of a small one costs as much as that of a large one and saves little. */
export function paybackReport(moved: readonly MovedSession[]): readonly string[] {
  const rows: string[][] = [];
  const late: string[] = [];
  let from = 0;
  for (const { name, below } of CLASSES) {
    const sessions = moved.filter(({ before }) => before >= from && before < below);
    from = below;
    if (sessions.length === 0) continue;
    const average = (bytes: (session: MovedSession) => number): string =>
      formatBytes(Math.round(sumOf(sessions.map(bytes)).bytes / sessions.length));
    const scale = MILLION / sessions.length;
    const months = paybackMonths(moveCost(sessions), monthlySaving(sessions));
    if (months === undefined || months > LATE_MONTHS) late.push(name);
    rows.push([
      name,
      formatCount(sessions.length),
      average(session => session.before),
      average(session => session.pointer),
      average(session => session.object),
      formatDollars(moveCost(sessions) * scale),
      formatDollars(monthlySaving(sessions) * scale),
      formatMonths(months),
    ]);
  }
  const head = ['a million moved, of', 'here', 'before', 'pointer', 'object', '$ once', '$/month less', 'pays back'];
  const honest = `Hardly worth moving for the money: ${late.join('; ')}.
A pointer takes room too, and a PUT costs the same for every size.`;
  return [table(head, rows), ...(late.length > 0 ? ['', honest] : [])];
}
