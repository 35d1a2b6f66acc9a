import { ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, type TableSchema } from '@tempest-ts/tempest/extend';
import type { ArchivalResult } from '../archive/archival-result.js';
import type { AskedFilters } from '../hydrate/asked-filters.js';
import type { LiveTable } from '../preflight/live-table.js';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import type { ArchivalPlan, ArchivalProblem, EntityPlan } from './archival-plan.js';
import type { DominatedIndex } from './index-shares.js';

const quantity = (count: number): string => (count === 1 ? '1 item' : `${count} items`);

/** Indexes that no declared view reads, and whose entries lack the pointer while they carry attributes that move. */
function unreadIndexes(schema: TableSchema, live: LiveTable): readonly ArchivalProblem[] {
  const read = new Set([...schema.views.values()].map(view => view.index?.name));
  return [...live.indexes].flatMap(([index, { keys, carried }]): ArchivalProblem[] => {
    if (read.has(index) || !carried || (carried.has(ARCHIVE_ATTRIBUTE) && carried.has(S3_KEY_ATTRIBUTE))) return [];
    const own = new Set([...keys, schema.partitionKey, schema.sortKey]);
    if ([...carried].every(name => own.has(name))) return []; // keys alone stay what they are
    const message =
      `Index ${index} of table ${schema.tableName}, which no view reads, carries some attributes and not ${ARCHIVE_ATTRIBUTE} and ${S3_KEY_ATTRIBUTE}: ` +
      'whoever reads it sees archived items without the attributes that moved, and cannot tell. Add them to its projection.';
    return [{ kind: 'unread-index-loses-pointer', table: schema.tableName, index, message }];
  });
}

function hotPartition({ table, index, items, share }: DominatedIndex): ArchivalProblem {
  const message =
    `At least ${Math.floor(share * 100)} % of ${quantity(items)} that would move have one partition key in index ${index} of table ${table}, which is written with each of them. A partition takes ` +
    "1,000 write units a second: past that DynamoDB throttles the application's writes too. Hold the run well below that by writeCapacityPerSecond, or let it run when little is written.";
  return { kind: 'index-hot-partition', table, index, share, message };
}

function neverPays({ table, entity, layout, sizes }: EntityPlan): readonly ArchivalProblem[] {
  return sizes
    .filter(({ cost }) => cost.paybackMonths === undefined)
    .map(({ items, fromBytes, toBytes, layouts }) => {
      const what = `${quantity(items)} of ${entity}`;
      const remedy =
        layout === 'single' && layouts.packed.cost.paybackMonths !== undefined ? " As packs they would pay: layout: 'packed'." : '';
      const message =
        toBytes === undefined
          ? `${what} of ${fromBytes} bytes and more would cost more a month than before. Compare storage classes and prices.${remedy}`
          : `${what} below ${toBytes} bytes would cost more a month than before. Set minItemBytes.${remedy}`;
      return { kind: 'never-pays', table, entity, items, message };
    });
}

/** What a plan warns of. */
export function planProblems(
  result: ArchivalResult,
  entities: ArchivalPlan['entities'],
  tables: readonly { readonly schema: TableSchema; readonly live: LiveTable }[],
  filters: AskedFilters,
  maxFractionOf: string | undefined,
  findings: readonly PreflightFinding[],
  dominated: readonly DominatedIndex[],
): readonly ArchivalProblem[] {
  const problems: ArchivalProblem[] = [];
  for (const { live } of tables) {
    for (const error of live.losesPointer) problems.push({ kind: 'index-loses-pointer', error, message: error.message });
  }
  for (const finding of findings) {
    if (finding.severity !== 'error') problems.push({ kind: 'preflight', finding, message: finding.message });
  }
  if (maxFractionOf !== undefined) {
    const message = `The run would end before it has moved more of table ${maxFractionOf} than maxFraction allows.`;
    problems.push({ kind: 'max-fraction', table: maxFractionOf, message });
  }
  const items = result.tables.reduce((sum, table) => sum + table.itemsProcessed - table.itemsArchived - table.itemsSkipped, 0);
  if (items > 0)
    problems.push({ kind: 'unarchivable', items, message: `${quantity(items)} cannot be archived and would stay: see errors.` });
  if (result.itemsInFuture > 0) {
    const message = `${quantity(result.itemsInFuture)} would stay, as their timestamps are in the future. Milliseconds that are read as seconds look like that.`;
    problems.push({ kind: 'future', items: result.itemsInFuture, message });
  }
  for (const { schema, live } of tables) problems.push(...unreadIndexes(schema, live));
  for (const index of dominated) problems.push(hotPartition(index));
  for (const { table, entity, attributes } of filters.notKept()) {
    const message =
      `Filters on ${attributes.join(', ')} of ${entity} are in use, which archived rows of table ${table} do not keep: such reads fetch every archived item that ` +
      'they come across from S3. Declare them with keepInPointer, if they are small.';
    problems.push({ kind: 'filter-not-kept', table, entity, attributes, message });
  }
  for (const entity of entities) problems.push(...neverPays(entity));
  return problems;
}
