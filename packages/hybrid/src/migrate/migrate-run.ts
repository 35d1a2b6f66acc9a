import { ARCHIVE_ATTRIBUTE, type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BYTES } from '../body/body-format.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf } from '../control/capacity-options.js';
import { Limiter } from '../hydrate/limiter.js';
import { decodePointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';
import { Preflight } from '../preflight/preflight.js';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import { refuseFindings } from '../preflight/refuse-findings.js';
import { tellWarnings, warningsOf } from '../preflight/tell-warnings.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import { type ArchiveContext, hybridTables } from '../walk/archive-context.js';
import { CheckpointSaver } from '../walk/checkpoint-saver.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import type { Dealt, DealtLater } from '../walk/pages-in-order.js';
import type { RunDescription } from '../walk/run-position.js';
import { endOf, RunStop } from '../walk/run-stop.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import type { WalkedPage } from '../walk/walk-rows.js';
import { ItemMigrator, type Migrated, type StaleRow } from './item-migrator.js';
import { checkMigrateOptions, type MigrateOptions } from './migrate-options.js';
import { MigrateReport } from './migrate-report.js';
import { MIGRATE_REASONS, type MigrateReason, type MigrateResult } from './migrate-result.js';
import { type CodedEntity, staleReason } from './stale-pointer.js';

/** Of items that are prepared together, in each part of a table. */
const HANDFUL_BYTES = 4 * 1024 * 1024;

/** One run that has archived rows name objects where today's declarations would put them. */
export class MigrateRun {
  readonly #context: ArchiveContext;
  readonly #options: MigrateOptions;
  readonly #only: ReadonlySet<MigrateReason>;
  readonly #stop: RunStop;
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #report: MigrateReport;
  #live: ReadonlyMap<TableSchema, LiveTable> = new Map();
  #migrator: ItemMigrator | undefined;
  #writeUnits = 0;
  #warnings: readonly PreflightFinding[] = [];
  #taken = 0;
  #checkpoint: string | undefined;

  constructor(context: ArchiveContext, options: MigrateOptions) {
    checkMigrateOptions(options);
    const { config } = context;
    this.#context = context;
    this.#options = options;
    this.#only = new Set(options.only ?? MIGRATE_REASONS);
    this.#stop = new RunStop(options.signal, endOf(options));
    ({ reads: this.#reads, writes: this.#writes } = budgetsOf(options, config.limits));
    this.#limiter = new Limiter(config.concurrency);
    this.#report = new MigrateReport(config.packs.packBytes);
  }

  /** Throws where nothing can be migrated at all: a missing table or bucket, a permission. One bad item never stops it. */
  async run(): Promise<MigrateResult> {
    const started = performance.now();
    const { checkpoints, resumeFrom, dryRun = false } = this.#options;
    const saver = new CheckpointSaver(dryRun ? undefined : checkpoints, () => this.#checkpoint ?? '');
    try {
      this.#checkpoint = resumeFrom ?? (await checkpoints?.load());
      const hasBegun = await this.#prepare();
      if (hasBegun) this.#checkpoint = await this.#walk(saver);
      const complete = hasBegun && this.#checkpoint === undefined;
      if (hasBegun) await saver.end(complete);
      return Object.freeze({
        dryRun,
        ...this.#report.counts(),
        errors: this.#report.errors,
        capacity: { read: this.#reads.consumed, write: dryRun ? this.#writeUnits : this.#writes.consumed },
        durationMs: performance.now() - started,
        complete,
        stopped: complete ? undefined : this.#stop.reason,
        checkpoint: this.#checkpoint,
        warnings: this.#warnings,
      });
    } finally {
      this.#stop.close();
    }
  }

  #walk(saver: CheckpointSaver): Promise<string | undefined> {
    return walkArchivedRows(this.#context, {
      job: 'migrateArchive',
      about: this.#about(),
      dryRun: this.#options.dryRun,
      resumeFrom: this.#checkpoint,
      signal: this.#stop.signal,
      reads: this.#reads,
      isStopped: () => this.#stop.stopped,
      handle: (table, rows, signal, page) => this.#page(table, rows, signal, page),
      flush: () => this.#migrator?.flush(),
      onCheckpoint: async checkpoint => {
        this.#checkpoint = checkpoint;
        await saver.moved();
        this.#options.onProgress?.({ ...this.#report.counts(), checkpoint });
      },
    });
  }

  /** Where a run is to: another does not go on from its checkpoint. */
  #about(): RunDescription {
    const { entities, config } = this.#context;
    const targets = hybridTables(this.#context).flatMap(table =>
      entities.of(table).map(({ schema, template, packTemplate }) => [schema.name, (packTemplate ?? template).template]),
    );
    return { only: MIGRATE_REASONS.filter(reason => this.#only.has(reason)), bucket: [config.bucketName, config.keyPrefix], targets };
  }

  /** Looks at everything that a run needs, before it writes anything but a probe. `false`: it was aborted. */
  async #prepare(): Promise<boolean> {
    const { signal } = this.#stop;
    const { dryRun = false, onReplace } = this.#options;
    const tables = hybridTables(this.#context);
    try {
      signal.throwIfAborted();
      const { live, conditional, findings } = await new Preflight(this.#context, { depth: dryRun ? 'look' : 'run', signal }).run(tables);
      if (!dryRun || live.size < tables.length) refuseFindings(findings, 'migrateArchive()');
      this.#warnings = warningsOf(findings);
      if (!dryRun) tellWarnings(this.#context.wire.observer, 'migrateArchive', this.#warnings);
      this.#live = live;
      if (dryRun) return true;
      this.#migrator = new ItemMigrator({
        context: this.#context,
        writes: this.#writes,
        limiter: this.#limiter,
        signal,
        patienceMs: this.#stop.patienceMs,
        conditional,
        merges: this.#only.has('grown'),
        onReplace,
        stored: bytes => this.#report.stored(bytes),
      });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  async #page(table: TableSchema, rows: readonly Row[], signal: AbortSignal, page: WalkedPage): Promise<Dealt | DealtLater> {
    const stale: StaleRow[] = [];
    let isCut = false; // some of the page is not begun
    for (const row of rows) {
      const found = this.#look(table, row, page);
      if (!found) continue;
      if (this.#taken >= (this.#options.maxItems ?? Number.POSITIVE_INFINITY)) {
        this.#stop.wind('max-items');
        isCut = true;
        break;
      }
      this.#taken += 1;
      stale.push(found);
    }
    const dealt = (): Dealt => (isCut || signal.aborted ? 'left' : 'done');
    const migrator = this.#migrator;
    if (!migrator) {
      for (const each of stale) this.#plan(each);
      return dealt();
    }
    const packed = stale.filter(({ coded }) => coded.entity.packTemplate);
    await eachItem(
      stale.filter(({ coded }) => !coded.entity.packTemplate),
      {
        limiter: this.#limiter,
        failures: this.#failures,
        signal,
        step: async each => {
          if (this.#stop.isLanding) isCut = true;
          else this.#settled(each, await migrator.single(each));
        },
        failed: (each, cause) => this.#failed(each, cause),
      },
    );
    if (packed.length === 0) {
      await migrator.room(); // what was gathered long ago is not to wait for pages that have something for it
      return dealt();
    }
    const landed = await this.#pack(migrator, packed, signal);
    const later = Promise.all(landed).then(all => (all.includes('left') ? 'left' : dealt()));
    later.catch(error => this.#stop.fail(error)); // nobody waits for it yet
    return { later };
  }

  /** Has items gathered, some at a time and in the order in which they were read: so they come to be neighbours. */
  async #pack(migrator: ItemMigrator, rows: readonly StaleRow[], signal: AbortSignal): Promise<readonly Promise<Dealt>[]> {
    const landed: Promise<Dealt>[] = [];
    for (const some of handfuls(rows, this.#context.config.packs.memberItems)) {
      if (signal.aborted || this.#stop.isLanding) break;
      const prepared = await Promise.allSettled(some.map(each => this.#limiter.run(() => migrator.prepare(each), signal)));
      some.forEach((each, place) => {
        const result = prepared[place];
        const landing = async (): Promise<Migrated> => {
          if (result?.status !== 'fulfilled') throw result?.reason;
          return result.value === 'moved-on' ? { kind: 'skipped', units: undefined } : migrator.intoPack(each, result.value);
        };
        landed.push(this.#landed(each, landing(), signal));
      });
      await migrator.room();
    }
    if (landed.length < rows.length) landed.push(Promise.resolve('left'));
    for (const each of landed) each.catch(() => undefined); // told by whoever waits for all
    return landed;
  }

  async #landed(each: StaleRow, landing: Promise<Migrated>, signal: AbortSignal): Promise<Dealt> {
    try {
      this.#settled(each, await landing);
      return 'done';
    } catch (error) {
      if (signal.aborted) return 'left';
      if (this.#failures.isHopeless(error)) throw error;
      this.#failed(each, error);
      return 'done';
    }
  }

  /** The row, where its object is not where it should be. */
  #look(table: TableSchema, row: Row, page: WalkedPage): StaleRow | undefined {
    const { entities, tables, config } = this.#context;
    const entity = entities.ofRow(table, row);
    const codec = entity && tables.get(table)?.get(entity.view.name)?.codec;
    const live = this.#live.get(table);
    if (!codec || !live) {
      this.#report.stays('itemsSkipped');
      return undefined;
    }
    const coded: CodedEntity = { entity, codec };
    try {
      const reason = staleReason(coded, live, row, config.keyPrefix, this.#only);
      if (reason) return { table, live, coded, row, reason, ...page };
      this.#report.stays('itemsCurrent');
    } catch (cause) {
      this.#report.failed({ table: table.tableName, entity: entity.schema.name, key: rowKey(table, row), cause });
    }
    return undefined;
  }

  #plan({ coded: { entity }, row, reason, live }: StaleRow): void {
    const bodyBytes = decodePointer(row)?.bodyBytes ?? 0;
    this.#report.migrated(reason, bodyBytes);
    this.#report.planned(entity, bodyBytes);
    this.#writeUnits += moveWriteUnits(row, row, [...live.indexes.values()]);
  }

  #settled({ reason }: StaleRow, outcome: Migrated): void {
    if (outcome.kind === 'skipped') this.#report.stays('itemsSkipped');
    else this.#report.migrated(reason, outcome.bodyBytes);
    this.#failures.passed();
  }

  #failed({ table, coded, row }: StaleRow, cause: unknown): void {
    this.#report.failed({ table: table.tableName, entity: coded.entity.schema.name, key: rowKey(table, row), cause });
  }
}

/** Rows whose items are read and encoded together, and held until all of them are: as many as a member has, and few where they are large. */
function* handfuls(rows: readonly StaleRow[], most: number): Generator<readonly StaleRow[]> {
  let some: StaleRow[] = [];
  let bytes = 0;
  for (const each of rows) {
    // Who does not say is taken for the largest.
    const next = Number(each.row[ARCHIVE_ATTRIBUTE]?.M?.b?.N ?? MAX_ITEM_BYTES);
    if (some.length >= most || (some.length > 0 && bytes + next > HANDFUL_BYTES)) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(each);
    bytes += next;
  }
  if (some.length > 0) yield some;
}
