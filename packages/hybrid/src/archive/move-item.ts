import type { Wire } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { AttemptExpiredError } from '../errors.js';
import { type Capture, captureRow } from '../move/capture.js';
import { pointerRow, pointerTo } from '../move/pointer-row.js';
import { storeObject } from '../move/store-object.js';
import type { SwapOutcome } from '../move/swap.js';
import type { Swapper } from '../move/swapper.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import type { ArchiveStore } from '../store/archive-store.js';
import type { ItemOutcome } from './archival-report.js';
import type { OldItem } from './item-handler.js';
import { inStage } from './stage-error.js';

/** What items are moved with. */
export interface MoveContext {
  readonly wire: Wire;
  readonly store: ArchiveStore;
  readonly config: ResolvedConfig;
}

/** What one run moves its items with. */
export interface RunMoveContext extends MoveContext {
  /** Aborts where what is under way is to be broken off. */
  readonly signal: AbortSignal;
  readonly writes: CapacityBudget;
  readonly swapper: Swapper;
  /** Milliseconds that an item waits for others of its pack at most, where that is less than a minute. */
  readonly patienceMs: number | undefined;
  /** Whether the store refuses to overwrite when asked to. */
  readonly conditional: boolean;
}

/** Moves items: stores a captured item's object, then turns its row into the pointer. */
export class ItemMover {
  readonly #context: RunMoveContext;

  constructor(context: RunMoveContext) {
    this.#context = context;
  }

  /** @throws StageError */
  async handle(item: OldItem, signal: AbortSignal): Promise<ItemOutcome> {
    const { entity, live, row, timestamp } = item;
    const capture = await inStage('encode', () => captureRow(entity, live, this.#context.config, row, timestamp));
    if (!capture) return { kind: 'skipped' };
    const outcome = await this.#commit(item, capture, signal);
    if (outcome === 'skipped') return { kind: 'skipped' };
    return { kind: 'archived', bytesBefore: capture.bytesBefore, bytesStored: capture.bytes.byteLength };
  }

  async #commit({ entity, live, row, readAt }: OldItem, capture: Capture, signal: AbortSignal): Promise<SwapOutcome> {
    const { store, config, writes, swapper, conditional } = this.#context;
    const { table } = entity.view;
    const compressed = config.compression === 'gzip';
    const pointerLike = pointerRow(capture, pointerTo(capture, capture.plainKey, config.clock()));
    const estimate = moveWriteUnits(row, pointerLike, [...live.indexes.values()], capture.bytesBefore);
    // From when its row was read: an object of a row that was erased since is found by when the row went.
    const isExpired = (): boolean => performance.now() - readAt > config.maxAttemptAgeMs;
    const swapped = await inStage('store', () =>
      // Waited for before the object is stored: an object whose swap is not sent is garbage.
      writes.spend(estimate, signal, async () => {
        const archivedAt = config.clock();
        if (isExpired()) throw new AttemptExpiredError('not-applied');
        const s3Key = await storeObject(store, capture, { conditional, compressed, storageClass: entity.storageClass, signal });
        const pointer = pointerTo(capture, s3Key, archivedAt);
        return inStage('swap', () => swapper.swap({ table, capture, attempt: capture.attempt, pointer, units: estimate, isExpired }));
      }),
    );
    return swapped.outcome;
  }
}
