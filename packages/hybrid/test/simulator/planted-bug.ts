import type { DeedName } from './deeds.js';
import type { SweeperRules } from './model-sweeper.js';
import type { Plant } from './world.js';

/** What happened before a schedule begins: nothing; rows were archived; and then saved anew, and their objects recorded as orphans; or then grew old; or an earlier system archived them. */
export const STORIES = ['hot', 'archived', 'orphaned', 'aged', 'legacy'] as const;
export type Story = (typeof STORIES)[number];

/** A defect to plant. */
export interface PlantedBug {
  /** What the violation says that shows the bug, and not another. */
  readonly breaks: RegExp;
  /** In front of the stores of every actor. */
  readonly plant?: Plant;
  /** What happened before. Default: whatever the seed draws. */
  readonly story?: Story;
  /** The model of a sweeper in place of the engine's, with the rules that it keeps. */
  readonly sweeper?: SweeperRules;
  /** Whether archivers swap several rows in one request. Default: whatever the seed draws; with a plant: no. */
  readonly batches?: boolean;
  /** Whether archivers put many items into one object. Default: whatever the seed draws; with a plant: no. */
  readonly packed?: boolean;
  /** The sort keys of the tickets. Default: one; with packs two, or whatever the seed draws. */
  readonly items?: readonly string[];
  /** Whether archived items are migrated to other declarations and back. Default: whatever the seed draws; with any other circumstance: no. */
  readonly migrates?: boolean;
  /** Whether some writes meet a transaction of somebody's. Default: whatever the seed draws; with any other circumstance: no. */
  readonly conflicts?: boolean;
  /** Whether an item is erased. Default: whatever the seed draws. */
  readonly erases?: boolean;
  /** What all users do, where the bug shows in rare meetings of these alone. Default: whatever the seed draws. */
  readonly deeds?: readonly DeedName[];
}

/** The engine as it is, in the circumstances that a bug needs. */
export type Circumstances = Omit<PlantedBug, 'plant' | 'breaks'> & { readonly plant?: Plant | undefined };
