import type { TableSchema } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf } from '../control/capacity-options.js';
import { Limiter } from '../hydrate/limiter.js';
import { describeLiveTable, type LiveTable } from '../preflight/live-table.js';
import { Preflight } from '../preflight/preflight.js';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import { refuseFindings } from '../preflight/refuse-findings.js';
import { tellWarnings, warningsOf } from '../preflight/tell-warnings.js';
import { TableClaims } from '../store/table-claims.js';
import { type ArchiveContext, hybridTables } from '../walk/archive-context.js';
import { CheckpointSaver } from '../walk/checkpoint-saver.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { endOf, RunStop } from '../walk/run-stop.js';
import { type ExportManifest, readManifest } from './export-manifest.js';
import type { ExportSource } from './export-source.js';
import { FileImport } from './file-import.js';
import { checkImportOptions, type ImportOptions, tableNamed } from './import-options.js';
import { ImportPosition } from './import-position.js';
import { ImportReport } from './import-report.js';
import type { ImportProgress, ImportResult } from './import-result.js';
import { RowImporter } from './row-importer.js';

/** One run that brings the rows of a table export into a table. */
export class ImportRun {
  readonly #context: ArchiveContext;
  readonly #source: ExportSource;
  readonly #options: ImportOptions;
  readonly #table: TableSchema;
  readonly #stop: RunStop;
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #report = new ImportReport();
  #writeUnits = 0;
  #warnings: readonly PreflightFinding[] = [];
  #claimed: Promise<void> | undefined;

  constructor(context: ArchiveContext, source: ExportSource, options: ImportOptions) {
    checkImportOptions(options);
    const { config } = context;
    this.#context = context;
    this.#source = source;
    this.#options = options;
    this.#table = tableNamed(context.tables.keys(), options.table);
    this.#stop = new RunStop(options.signal, endOf(options));
    ({ reads: this.#reads, writes: this.#writes } = budgetsOf(options, config.limits));
    this.#limiter = new Limiter(config.concurrency);
  }

  /** Throws where nothing can be imported at all. One bad row never stops it. */
  async run(): Promise<ImportResult> {
    const started = performance.now();
    const { checkpoints, resumeFrom, dryRun = false } = this.#options;
    let position: ImportPosition | undefined;
    let manifest: ExportManifest | undefined;
    const saver = new CheckpointSaver(dryRun ? undefined : checkpoints, () => String(position));
    try {
      const begun = await this.#begin().catch((error: unknown) => {
        if (this.#stop.signal.aborted) return undefined;
        throw error;
      });
      if (begun) {
        manifest = begun.manifest;
        position = begun.position;
        await this.#files(begun, saver);
      }
      const complete = begun !== undefined && begun.position.filesDone === begun.manifest.files.length;
      if (begun) await saver.end(complete);
      return Object.freeze({
        dryRun,
        table: this.#table.tableName,
        itemCount: manifest?.itemCount ?? 0,
        ...this.#report.counts(),
        errors: this.#report.errors,
        writeUnits: dryRun ? this.#writeUnits : this.#writes.consumed,
        durationMs: performance.now() - started,
        complete,
        stopped: complete ? undefined : this.#stop.reason,
        checkpoint: complete ? undefined : position ? String(position) : resumeFrom,
        warnings: this.#warnings,
      });
    } finally {
      this.#stop.close();
    }
  }

  async #begin() {
    const { signal } = this.#stop;
    const { checkpoints, resumeFrom, tier = 'hot', overwrite = false, dryRun = false } = this.#options;
    signal.throwIfAborted();
    const manifest = await readManifest(this.#source, signal);
    const about = { job: 'importExport', export: manifest.arn, table: this.#table.tableName, tier, overwrite };
    const text = resumeFrom ?? (await checkpoints?.load());
    const position = text === undefined ? new ImportPosition(about, dryRun) : ImportPosition.of(text, about, dryRun);
    const { live, conditional } = await this.#look(signal);
    const importer = new RowImporter({
      context: this.#context,
      table: this.#table,
      live,
      options: this.#options,
      reads: this.#reads,
      writes: this.#writes,
      limiter: this.#limiter,
      signal,
      patienceMs: this.#stop.patienceMs,
      conditional,
      claim: () => this.#claim(manifest, live),
      stored: bytes => this.#report.stored(bytes),
    });
    return { manifest, position, live, importer };
  }

  /** Looks at the table, and at everything that archiving depends on where objects are to be written. */
  async #look(signal: AbortSignal): Promise<{ readonly live: LiveTable; readonly conditional: boolean }> {
    const { tier = 'hot', dryRun = false } = this.#options;
    const isHybrid = hybridTables(this.#context).includes(this.#table);
    if (tier === 'hot' || dryRun || !isHybrid)
      return { live: await describeLiveTable(this.#context.wire, this.#table, signal), conditional: true };
    const { live, conditional, findings } = await new Preflight(this.#context, { depth: 'run', signal }).run([this.#table]);
    refuseFindings(findings, 'importExport()');
    this.#warnings = warningsOf(findings);
    tellWarnings(this.#context.wire.observer, 'importExport', this.#warnings);
    return { live: live.get(this.#table) ?? (await describeLiveTable(this.#context.wire, this.#table, signal)), conditional };
  }

  /** The exported table's sweeper cannot see this table's rows, so it must know that they may name its objects. */
  #claim({ tableArn, tableId }: ExportManifest, { arn, id }: LiveTable): Promise<void> {
    const { store, config } = this.#context;
    const isSame = tableId !== undefined && id !== undefined ? tableId === id : tableArn === arn;
    this.#claimed ??= isSame
      ? Promise.resolve()
      : new TableClaims(store, config.keyPrefix).write(tableId ?? tableArn, { arn, id }, this.#stop.signal);
    return this.#claimed;
  }

  async #files(begun: Begun, saver: CheckpointSaver): Promise<void> {
    const { manifest, position, importer, live } = begun;
    const context = {
      source: this.#source,
      table: this.#table,
      live,
      options: this.#options,
      position,
      importer,
      report: this.#report,
      failures: this.#failures,
      stop: this.#stop,
      planned: (units: number) => {
        this.#writeUnits += units;
      },
      moved: async () => {
        await saver.moved();
        this.#options.onProgress?.(this.#progress(begun));
      },
    };
    const left = manifest.files.flatMap((file, index) => (position.of(index) === 'done' ? [] : [new FileImport(context, file, index)]));
    let failure: { readonly error: unknown } | undefined;
    const failed = (error: unknown): void => {
      failure ??= { error };
      this.#stop.fail(error);
    };
    const settling: Promise<void>[] = [];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next && !this.#stop.stopped; next = left.shift()) {
        await next.read();
        settling.push(next.settle().catch(failed));
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#context.config.segments, left.length) }, () => work().catch(failed)));
    importer.flush();
    await Promise.all(settling);
    if (failure) throw failure.error;
  }

  #progress({ manifest, position }: Begun): ImportProgress {
    const { files, itemCount } = manifest;
    return { ...this.#report.counts(), filesDone: position.filesDone, files: files.length, itemCount, checkpoint: String(position) };
  }
}

/** What an import works with. */
interface Begun {
  readonly manifest: ExportManifest;
  readonly position: ImportPosition;
  readonly live: LiveTable;
  readonly importer: RowImporter;
}
