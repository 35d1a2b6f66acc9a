import { FirstOnes } from '../walk/first-ones.js';
import type { RestoreCounts, RestoreFailure, RestoreProgress, RestoreResult, TableRestoreResult } from './restore-result.js';

/** What became of one item. */
export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly bytes: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly failure: RestoreFailure };

interface MutableCounts {
  itemsProcessed: number;
  itemsRestored: number;
  itemsHeld: number;
  itemsSkipped: number;
  bytesRestored: number;
}

const zero = (): MutableCounts => ({ itemsProcessed: 0, itemsRestored: 0, itemsHeld: 0, itemsSkipped: 0, bytesRestored: 0 });

/** Adds up what becomes of items. */
export class RestoreReport {
  readonly #total = zero();
  readonly #byEntity = new Map<string, MutableCounts & { readonly table: string; readonly entity: string }>();
  readonly #errors = new FirstOnes<RestoreFailure>();
  /** Where a later call would go on. */
  checkpoint: string | undefined;

  item(table: string, entity: string | undefined, outcome: RestoreOutcome): void {
    for (const counts of [this.#total, ...(entity === undefined ? [] : [this.#of(table, entity)])]) {
      counts.itemsProcessed += 1;
      if (outcome.kind === 'held') counts.itemsHeld += 1;
      if (outcome.kind === 'skipped') counts.itemsSkipped += 1;
      if (outcome.kind !== 'restored') continue;
      counts.itemsRestored += 1;
      counts.bytesRestored += outcome.bytes;
    }
    if (outcome.kind === 'failed') this.#errors.add(outcome.failure);
  }

  progress(): RestoreProgress {
    return { ...this.#total, errorCount: this.#errors.count, checkpoint: this.checkpoint };
  }

  result(run: Pick<RestoreResult, 'dryRun' | 'durationMs' | 'complete'>): RestoreResult {
    const tables = [...this.#byEntity.values()].map((counts): TableRestoreResult => Object.freeze({ ...counts }));
    const counts: RestoreCounts = { ...this.#total };
    return Object.freeze({
      ...run,
      ...counts,
      errors: this.#errors.list,
      errorCount: this.#errors.count,
      tables: Object.freeze(tables),
      checkpoint: run.complete ? undefined : this.checkpoint,
    });
  }

  #of(table: string, entity: string): MutableCounts {
    const id = JSON.stringify([table, entity]);
    const known = this.#byEntity.get(id) ?? { table, entity, ...zero() };
    this.#byEntity.set(id, known);
    return known;
  }
}
