import type { ReadonlyRow, Row, TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { LiveTable } from '../preflight/live-table.js';
import type { ItemOutcome } from './archival-report.js';

/** An item that is old enough to move. */
export interface OldItem {
  readonly entity: HybridEntity;
  readonly live: LiveTable;
  readonly row: Row;
  readonly timestamp: Date;
  /** When its row was asked for, by `performance.now()`. */
  readonly readAt: number;
}

/** A row that a run sees. */
export interface SeenRow {
  readonly table: TableSchema;
  readonly live: LiveTable;
  readonly row: ReadonlyRow;
  /** `undefined`: of no entity that moves. */
  readonly entity: HybridEntity | undefined;
  readonly timestamp: Date | undefined;
}

/** What is done with what a run selects: a run moves it, a dry run adds up what that would come to. Both are given the same. */
export interface ItemHandler {
  /** Every row that is not archived, whatever becomes of it. */
  saw(row: SeenRow): void;
  /** @throws StageError */
  handle(item: OldItem, signal: AbortSignal): Promise<ItemOutcome>;
}
