import type { ItemOutcome } from './archival-report.js';
import type { Gatherer, ItemHandler, OldItem } from './item-handler.js';
import { ItemMover, type RunMoveContext } from './move-item.js';
import { PackMover } from './pack-mover.js';

/** Moves a run's items, each as its entity's layout says. */
export class RunMover implements ItemHandler {
  readonly #single: ItemMover;
  readonly #packs: PackMover;

  constructor(context: RunMoveContext) {
    this.#single = new ItemMover(context);
    this.#packs = new PackMover(context);
  }

  get gatherer(): Gatherer {
    return this.#packs;
  }

  saw(): void {
    // What stays is none of a run's business.
  }

  handle(item: OldItem, signal: AbortSignal): Promise<ItemOutcome> {
    return item.entity.packTemplate ? this.#packs.handle(item) : this.#single.handle(item, signal);
  }
}
