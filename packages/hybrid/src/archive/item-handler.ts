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
  /** The part of the table that it was read in, as `partId` names it. */
  readonly part: string;
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
  /** What keeps some items back until it has many. */
  readonly gatherer?: Gatherer | undefined;
}

/**
 * Keeps items back until it has many: nobody is to wait for one of them before handing on the next. It is given the items of its entities in the order in
 * which they were read.
 */
export interface Gatherer {
  /** Whether items of an entity are kept back. */
  gathers(entity: HybridEntity): boolean;
  /** Waits until another page of items may come. */
  room(): Promise<void>;
  /** No more items come for now: none is kept back any longer. */
  flush(): void;
}
