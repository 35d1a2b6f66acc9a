import type { Row } from '@tempest-ts/tempest/extend';
import type { World } from './world.js';

const DAY_MS = 86_400_000;
/** Days that backups go back: what the sweeper's grace is for. */
const OLDEST_DAYS = 35;

/** A snapshot of a row, taken once and brought back once, if that is not too old for the sweeper's grace. */
export class Backup {
  #kept: { readonly time: number; readonly tableName: string; readonly row: Row; readonly item: Row } | undefined;
  #isTaken = false;

  take(world: World, tableName: string, key: Row): void {
    if (this.#isTaken) return;
    const table = world.database.table(tableName);
    const [row, item] = [table.rows.get(table.keyOf(key)), world.ghost.row(tableName, key)];
    if (row && item) this.#kept = { time: world.time, tableName, row, item };
    this.#isTaken = true;
  }

  bringBack(world: World): void {
    const kept = this.#kept;
    if (!kept || world.time - kept.time > OLDEST_DAYS * DAY_MS) return;
    const { tableName: TableName, row, item } = kept;
    this.#kept = undefined;
    world.database.table(TableName).put({ TableName, Item: row });
    world.ghost.database.table(TableName).put({ TableName, Item: item });
    world.ghost.record(TableName, item, world.scheduler.now);
  }
}
