import { FirstOnes } from '../walk/first-ones.js';
import type { ImportCounts, ImportFailure } from './import-result.js';
import type { Imported } from './row-importer.js';

/** Adds up what becomes of rows. */
export class ImportReport {
  readonly #counts = { itemsRead: 0, itemsImported: 0, itemsArchived: 0, pointersImported: 0, itemsExisting: 0, bytesStored: 0 };
  readonly #errors = new FirstOnes<ImportFailure>();

  /** Counts a row that is read; `false`: it is one too many. */
  mayRead(maxItems = Number.POSITIVE_INFINITY): boolean {
    if (this.#counts.itemsRead >= maxItems) return false;
    this.#counts.itemsRead += 1;
    return true;
  }

  imported(outcome: Imported): void {
    if (outcome === 'existing') {
      this.#counts.itemsExisting += 1;
      return;
    }
    this.#counts.itemsImported += 1;
    if (outcome === 'archived') this.#counts.itemsArchived += 1;
    if (outcome === 'pointer') this.#counts.pointersImported += 1;
  }

  failed(failure: ImportFailure): void {
    this.#errors.add(failure);
  }

  stored(bytes: number): void {
    this.#counts.bytesStored += bytes;
  }

  get errors(): readonly ImportFailure[] {
    return this.#errors.list;
  }

  counts(): ImportCounts {
    return { ...this.#counts, errorCount: this.#errors.count };
  }
}
