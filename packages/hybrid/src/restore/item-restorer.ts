import { LEGACY_POINTER_ATTRIBUTE, type Row, rowBytes, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { hydrationFailure } from '../hydrate/hydration-failure.js';
import { isArchivedRow } from '../hydrate/is-archived-row.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { restoreRow } from '../hydrate/restore-row.js';
import { writeUnits } from '../price/item-footprint.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { readRow } from '../walk/read-row.js';
import { RunUpdates } from '../walk/run-updates.js';
import { holdInput, isHeldUntil } from './hold-input.js';
import type { RestoreOutcome } from './restore-report.js';

/** What items are restored with. */
export interface RestorerOptions {
  readonly context: ArchiveContext;
  readonly reads: CapacityBudget;
  readonly writes: CapacityBudget;
  readonly heldUntil: Date;
  /** Whether items that are hot when they are met are to stay, too. */
  readonly holdsHot: boolean;
  readonly dryRun: boolean;
}

/** A row that moves each time it is looked at is given up after so many states of it. */
const MAX_STATES = 10;

/** Brings items back, one at a time, and has them stay. */
export class ItemRestorer {
  readonly #options: RestorerOptions;

  constructor(options: RestorerOptions) {
    this.#options = options;
  }

  /** Whether anything is to be done about a row: it is archived, or is to stay. */
  wants(table: TableSchema, row: Row): boolean {
    const { context, holdsHot } = this.#options;
    return isArchivedRow(context.entities, table, row) || (holdsHot && context.entities.ofRow(table, row) !== undefined);
  }

  /**
   * Restores a row, whatever becomes of it meanwhile: where another has moved it to another object, from that; where another has brought it back, it is made to stay.
   *
   * @param first as it was read; `undefined`: there is none
   * @throws HydrationError, RestoreTooLargeError, RequestError
   */
  async restore(table: TableSchema, first: Row | undefined, signal: AbortSignal): Promise<RestoreOutcome> {
    const { context, reads, dryRun } = this.#options;
    const { entities, reader } = context;
    let { holdsHot: holds } = this.#options;
    let row = first;
    for (let states = 0; row && states < MAX_STATES; states += 1) {
      const entity = entities.ofRow(table, row);
      const bytes = Number(row.s3Archive?.M?.b?.N ?? 0);
      if (isArchivedRow(entities, table, row)) {
        if (dryRun || (await this.#bringBack(table, row, bytes, signal)) === 'restored') return { kind: 'restored', bytes };
        holds = true; // it was archived when the run met it: who has brought it back has not said that it is to stay
      } else {
        if (!holds || !entity) return { kind: 'skipped' };
        if (dryRun || (await this.#hold(table, row, entity, signal))) return { kind: 'held' };
      }
      row = await readRow(context.wire, table, row, signal, reads);
    }
    if (!row) return { kind: 'skipped' };
    const unsettled = new PointerReadError('unsettled', `it changed ${MAX_STATES} times while it was restored`, row.s3Key?.S ?? '');
    throw hydrationFailure(unsettled, row, table, reader.objects.bucketName);
  }

  #bringBack(table: TableSchema, row: Row, bytes: number, signal: AbortSignal): Promise<'restored' | 'moved-on'> {
    const { context, heldUntil, writes } = this.#options;
    const { wire, reader, entities } = context;
    const pointers = { table, entityOf: (each: Row) => entities.ofRow(table, each), keepsS3Key: false, signal };
    const updates = new RunUpdates(wire, writes, signal);
    const estimate = writeUnits(bytes + rowBytes(row));
    const options = {
      wire,
      reader,
      context: pointers,
      heldUntil,
      update: (input: Parameters<RunUpdates['send']>[0]) => updates.send(input, estimate),
    };
    return restoreRow(options, row, { table, signal });
  }

  /** `false`: it is not there any more, or not hot. */
  async #hold(table: TableSchema, row: Row, { schema }: HybridEntity, signal: AbortSignal): Promise<boolean> {
    const { context, heldUntil, writes } = this.#options;
    if (isHeldUntil(row, heldUntil)) return true; // nothing to pay for
    const input = holdInput(table, rowKey(table, row), heldUntil, schema.byAttribute.has(LEGACY_POINTER_ATTRIBUTE));
    const updated = await new RunUpdates(context.wire, writes, signal).send(input, writeUnits(rowBytes(row)));
    return (
      updated.kind === 'done' ||
      (updated.row !== undefined && !isArchivedRow(context.entities, table, updated.row) && isHeldUntil(updated.row, heldUntil))
    );
  }
}
