import { compareIndexes, USABLE_STATUS } from './compare-indexes.js';
import { compareKeys } from './compare-keys.js';
import type { TableDescription } from './describe-table.js';
import type { LiveTable } from './live-table.js';
import type { TableDifference } from './table-difference.js';

function compareTimeToLive(
  { tableName: table, timeToLive: declared }: TableDescription,
  live: string | undefined,
): readonly TableDifference[] {
  if (declared === live) return [];
  const message =
    declared === undefined
      ? `Table ${table} deletes items by ${live}, and no entity declares it. Declare it with @TimeToLive(), or disable time to live.`
      : live === undefined
        ? `Table ${table} deletes no expired items: ${declared} is declared with @TimeToLive(). Enable it: timeToLiveInputs() makes the request.`
        : `Table ${table} deletes items by ${live}; ${declared} is declared with @TimeToLive(). Correct the attribute's \`name\`, or change the table's time to live.`;
  return [{ table, kind: 'time-to-live', declared, live, message }];
}

/** Everything in which a declared table and the live one differ; `undefined`: there is no such table. */
export function compareTables(declared: TableDescription, live: LiveTable | undefined): readonly TableDifference[] {
  const { tableName: table } = declared;
  if (!live) {
    const message = `There is no table ${table} in this account, region and endpoint. Create it (createTableInputs() makes the request), or correct \`name\` or the tableNameResolver.`;
    return [{ table, kind: 'missing-table', declared: table, live: undefined, message }];
  }
  const found: TableDifference[] = [];
  if (!USABLE_STATUS.has(live.status)) {
    const message = `Table ${table} is ${live.status}. Wait until it is ACTIVE.`;
    found.push({ table, kind: 'table-status', declared: 'ACTIVE', live: live.status, message });
  }
  found.push(...compareKeys(table, undefined, declared.key, live.key), ...compareIndexes(declared, live));
  found.push(...compareTimeToLive(declared, live.timeToLive));
  if (declared.billingMode !== live.billingMode) {
    const message = `Table ${table} is billed as ${live.billingMode}; createTableInputs() makes it ${declared.billingMode}. Pass \`ignore: ['billing-mode']\` where that is meant.`;
    found.push({ table, kind: 'billing-mode', declared: declared.billingMode, live: live.billingMode, message });
  }
  return found;
}
