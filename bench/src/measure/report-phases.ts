import type { Phase } from './phase.js';
import { count, mebibytes, textTable } from './text-table.js';

const perItem = (value: number, items: number): string => (value / Math.max(items, 1)).toFixed(3);

/** What every phase cost, and the requests that each item took. */
export function reportPhases(phases: readonly Phase[]): string {
  const costs = textTable(
    ['phase', 'items', 'seconds', 'items/s', 'CPU s', 'items/s per core', 'peak RSS', 'peak heap'],
    phases.map(phase => [
      phase.name,
      count(phase.items),
      phase.seconds.toFixed(1),
      count(phase.items / phase.seconds),
      phase.cpuSeconds.toFixed(1),
      count(phase.items / phase.cpuSeconds),
      mebibytes(phase.peakRss),
      mebibytes(phase.peakHeap),
    ]),
  );
  const requests = phases.flatMap(({ name, items, requests }) =>
    Object.entries(requests).map(([operation, sent]) => [name, operation, count(sent), perItem(sent, items)]),
  );
  return `${costs}\n\n${textTable(['phase', 'request', 'sent', 'per item'], requests)}`;
}
