import type { HybridEntity } from '../entity/hybrid-entity.js';
import { isPackFull } from '../pack/pack-limits.js';
import { FirstOnes } from '../walk/first-ones.js';
import type { MigrateCounts, MigrateFailure, MigrateReason } from './migrate-result.js';

/** Items that a dry run would put into packs. */
interface PlannedPacks {
  full: number;
  items: number;
  bytes: number;
}

/** Adds up what becomes of archived rows. */
export class MigrateReport {
  readonly #counts = {
    itemsProcessed: 0,
    itemsMigrated: 0,
    itemsCurrent: 0,
    itemsSkipped: 0,
    objectsWritten: 0,
    bodyBytes: 0,
    bytesStored: 0,
  };
  readonly #reasons: Record<MigrateReason, number> = { legacy: 0, layout: 0, key: 0, grown: 0 };
  readonly #errors = new FirstOnes<MigrateFailure>();
  readonly #planned = new Map<HybridEntity, PlannedPacks>();
  readonly #packBytes: number;

  constructor(packBytes: number) {
    this.#packBytes = packBytes;
  }

  stays(why: 'itemsCurrent' | 'itemsSkipped'): void {
    this.#counts.itemsProcessed += 1;
    this.#counts[why] += 1;
  }

  migrated(reason: MigrateReason, bodyBytes: number): void {
    this.#counts.itemsProcessed += 1;
    this.#counts.itemsMigrated += 1;
    this.#counts.bodyBytes += bodyBytes;
    this.#reasons[reason] += 1;
  }

  failed(failure: MigrateFailure): void {
    this.#counts.itemsProcessed += 1;
    this.#errors.add(failure);
  }

  stored(bytes: number): void {
    this.#counts.objectsWritten += 1;
    this.#counts.bytesStored += bytes;
  }

  /** What a dry run would store. */
  planned(entity: HybridEntity, bodyBytes: number): void {
    if (!entity.packTemplate) {
      this.#counts.objectsWritten += 1;
      return;
    }
    const packs = this.#planned.get(entity) ?? { full: 0, items: 0, bytes: 0 };
    this.#planned.set(entity, packs);
    packs.items += 1;
    packs.bytes += bodyBytes;
    if (!isPackFull(packs.items, packs.bytes, this.#packBytes)) return;
    packs.full += 1;
    packs.items = 0;
    packs.bytes = 0;
  }

  get errors(): readonly MigrateFailure[] {
    return this.#errors.list;
  }

  counts(): MigrateCounts {
    const packs = [...this.#planned.values()].map(({ full, items }) => full + (items > 0 ? 1 : 0));
    const objectsWritten = packs.reduce((sum, each) => sum + each, this.#counts.objectsWritten);
    return { ...this.#counts, objectsWritten, reasons: Object.freeze({ ...this.#reasons }), errorCount: this.#errors.count };
  }
}
