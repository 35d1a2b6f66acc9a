import type { TempestError } from '@tempest-ts/tempest';
import type { ArchivalResult } from '../archive/archival-result.js';
import type { Layout } from '../pack/pack-options.js';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import type { CostEstimate } from '../price/estimate-cost.js';
import type { Prices } from '../price/prices.js';
import type { ByLayout, LayoutEstimate, LayoutPlan } from './layout-plan.js';

/** Items of an entity that are so old, by days since their archival timestamp: those that move and those that stay. */
export interface AgeClass {
  readonly fromDays: number;
  /** Not included; `undefined`: any older. */
  readonly toDays: number | undefined;
  readonly items: number;
  readonly bytes: number;
}

/** Items of an entity that would move, by their size in DynamoDB, and what moving these costs and saves in their entity's layout. */
export interface SizeClass extends LayoutEstimate {
  readonly fromBytes: number;
  /** Not included; `undefined`: any larger. */
  readonly toBytes: number | undefined;
  readonly items: number;
  readonly bytes: number;
  /** What they would come to in either layout. */
  readonly layouts: ByLayout<LayoutEstimate>;
}

/** What would move if items of an entity were old enough from another age on. */
export interface AgeThreshold {
  /** Items that are at least so old, and no others, would move. */
  readonly days: number;
  readonly items: number;
  readonly bytes: number;
  /**
   * What moving them would come to in either layout, without the reading of the table. Of items that would move today it is what the plan says elsewhere; of younger
   * ones it is estimated, by the first hundred of each class of size and one in fifty of the others.
   */
  readonly layouts: ByLayout<CostEstimate>;
}

/** What a run would do to one entity. */
export interface EntityPlan {
  readonly table: string;
  readonly entity: string;
  /** From how many days on its items are old enough, as it is declared. */
  readonly archiveAfterDays: number;
  /** How its items are laid out now: `cost` and `sizes` are of this. */
  readonly layout: Layout;
  /** What its items that would move would come to in either layout, without the reading of the table. */
  readonly layouts: ByLayout<LayoutPlan>;
  /**
   * The layout that pays back sooner; `undefined` where neither ever does. It is packs for all but very few items: what speaks for objects of one item is that
   * people and programs find each by its key.
   */
  readonly pays: Layout | undefined;
  /** Of all its items that were read and are not archived yet; those of the future are not among them. */
  readonly ages: readonly AgeClass[];
  /** Of those that would move. Empty classes are left out. */
  readonly sizes: readonly SizeClass[];
  /**
   * What every other age would come to, by days, the least first: to the day below 90 days, to ten days below three years, to thirty days below thirty years; besides,
   * at `archiveAfterDays` and at whole years that people choose. Between two of them it changes evenly; where nothing is that old, neither is told.
   */
  readonly thresholds: readonly AgeThreshold[];
  /** Of those that would move, in its layout, without the reading of the table. */
  readonly cost: CostEstimate;
}

/** What would go wrong, or not as expected. */
export type ArchivalProblem =
  /** Items that would be left, as they cannot be archived or their age is not clear: `errors` lists them. */
  | { readonly kind: 'unarchivable'; readonly items: number; readonly message: string }
  /** Items whose timestamps are in the future. */
  | { readonly kind: 'future'; readonly items: number; readonly message: string }
  /** Found before the tables were read; where the finding says `refused`, a run would refuse to begin. */
  | { readonly kind: 'preflight'; readonly finding: PreflightFinding; readonly message: string }
  /** A run would refuse to begin. */
  | { readonly kind: 'index-loses-pointer'; readonly error: TempestError; readonly message: string }
  /** A live index that no view reads: what else reads it would see archived items as small ones, without a way to tell. */
  | { readonly kind: 'unread-index-loses-pointer'; readonly table: string; readonly index: string; readonly message: string }
  /** A filter that this process sent asks for attributes that archived rows do not keep: every archived item that it may match is read from S3. */
  | {
      readonly kind: 'filter-not-kept';
      readonly table: string;
      readonly entity: string;
      readonly attributes: readonly string[];
      readonly message: string;
    }
  /** Many of the items that would move have one partition key in an index, whose entries are written with them: DynamoDB throttles that partition, and the application's writes with it. */
  | {
      readonly kind: 'index-hot-partition';
      readonly table: string;
      readonly index: string;
      /** The least that the commonest partition key has of the items that would move and are in the index, from 0 to 1. */
      readonly share: number;
      readonly message: string;
    }
  /** The run would end by `maxFraction`. */
  | { readonly kind: 'max-fraction'; readonly table: string; readonly message: string }
  /** Moving these costs more than it ever saves. */
  | { readonly kind: 'never-pays'; readonly table: string; readonly entity: string; readonly items: number; readonly message: string };

/** What a run would do: it selects exactly what `archiveOldData` would with the same options, and writes nothing anywhere. */
export interface ArchivalPlan extends ArchivalResult {
  readonly dryRun: true;
  readonly entities: readonly EntityPlan[];
  /**
   * The move, the reading of the tables included, and the storage of all rows that were read and are not archived yet, those that stay among them. S3 bytes
   * of objects are measured for the first thousand items of each entity and size, and for one in ten of the others, whose sizes are estimated; those of packs
   * likewise, for the first eight members of each entity and one in ten of the others.
   */
  readonly cost: CostEstimate;
  /** The same if every entity were of one layout. */
  readonly layouts: ByLayout<CostEstimate>;
  /** Items that were compressed by themselves to know their size in S3. */
  readonly itemsSampled: number;
  readonly problems: readonly ArchivalProblem[];
  readonly prices: Prices;
}
