import type { BoundView, TableSchema } from '@tempest-ts/tempest/extend';
import type { ArchiveLimits } from '../control/archive-limits.js';
import { CapacityBudget } from '../control/capacity-budget.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import { Limiter } from '../hydrate/limiter.js';
import { Swapper } from '../move/swapper.js';
import type { LiveTable } from '../preflight/live-table.js';
import { Preflight } from '../preflight/preflight.js';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import { refuseFindings } from '../preflight/refuse-findings.js';
import { tellWarnings, warningsOf } from '../preflight/tell-warnings.js';
import { hybridTables } from '../walk/archive-context.js';
import { CheckpointSaver } from '../walk/checkpoint-saver.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { PageReader } from '../walk/page-reader.js';
import { partId, type ReadPart, type ScanSegments, scanParts } from '../walk/read-part.js';
import { RunPosition } from '../walk/run-position.js';
import { endOf, RunStop } from '../walk/run-stop.js';
import { ArchivalReport } from './archival-report.js';
import type { ArchivalResult, UnreadPart } from './archival-result.js';
import { ArchiveFractionError } from './archive-fraction-error.js';
import { type ArchiveLag, archiveLag } from './archive-lag.js';
import type { DryRunOptions } from './archive-options.js';
import type { ItemHandler } from './item-handler.js';
import type { MoveContext } from './move-item.js';
import { MoveQuota } from './move-quota.js';
import { ageIndexParts, tablesOfAgeIndexes } from './resolve-age-index.js';
import { RunMover } from './run-mover.js';
import { type PassContext, type PassTable, TablePass } from './table-pass.js';

/** What a run is made of. */
export interface ArchiveRunContext extends MoveContext {
  readonly entities: HybridEntities;
  /** The database's tables with their views' codecs. */
  readonly tables: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

/** The part of a run that this process does. */
export interface RunShard {
  /** The shard's own. */
  readonly id: string;
  /** The run's instant, by which all its shards tell ages. */
  readonly now: Date;
  readonly table: TableSchema;
  readonly segment: number;
  readonly totalSegments: number;
  /** @throws where the table is not the one that the run was planned for */
  readonly check: (live: LiveTable) => void;
}

/** What makes a run other than one that moves every table's items. */
export interface RunKind {
  /** What is given the items instead of their being moved: nothing is written then. */
  readonly dryRun?: ItemHandler | undefined;
  /** All that is to be done. */
  readonly shard?: RunShard | undefined;
}

/** One run over every table that holds a hybrid entity, one pass for each table; or over a shard of one. */
export class ArchiveRun {
  readonly #context: ArchiveRunContext;
  readonly #options: DryRunOptions;
  readonly #limits: ArchiveLimits;
  /** `undefined`: nothing is moved, nor anything else written. */
  readonly #dryRun: ItemHandler | undefined;
  readonly #shard: RunShard | undefined;
  readonly #report = new ArchivalReport();
  readonly #stop: RunStop;
  readonly #quota: MoveQuota;
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #swapper: Swapper;
  readonly #now: Date;
  #tables: readonly PassTable[] = [];
  #position: RunPosition | undefined;
  #conditional = true;
  #findings: readonly PreflightFinding[] = [];

  constructor(context: ArchiveRunContext, options: DryRunOptions, { dryRun, shard }: RunKind = {}) {
    this.#context = context;
    this.#options = options;
    this.#limits = limitsOf(context.config.limits, options);
    this.#dryRun = dryRun;
    this.#shard = shard;
    this.#stop = new RunStop(options.signal, endOf(options));
    this.#quota = new MoveQuota(this.#limits);
    this.#reads = new CapacityBudget(this.#limits.readCapacityPerSecond);
    this.#writes = new CapacityBudget(this.#limits.writeCapacityPerSecond);
    this.#swapper = new Swapper({
      wire: context.wire,
      signal: this.#stop.signal,
      throttled: () => this.#writes.throttled(),
      concurrency: context.config.concurrency,
      batches: context.config.batchSwaps,
    });
    this.#now = shard?.now ?? context.config.clock();
  }

  /** What the tables are, as DynamoDB says: known when the run is over. */
  get liveTables(): readonly { readonly schema: TableSchema; readonly live: LiveTable }[] {
    return this.#tables;
  }

  /** What was found before the run began. */
  get findings(): readonly PreflightFinding[] {
    return this.#findings;
  }

  /** The table of which `maxFraction` would move too much. */
  get exceededTable(): string | undefined {
    return this.#quota.exceeded?.tableName;
  }

  /** Throws where nothing can be moved at all: a missing table or bucket, a permission. One bad item never stops it. */
  async run(): Promise<ArchivalResult> {
    const started = performance.now();
    const saver = new CheckpointSaver(this.#dryRun ? undefined : this.#options.checkpoints, () => String(this.#position));
    try {
      await this.#prepare();
      const context = this.#passContext(saver);
      for (const table of this.#tables) {
        if (this.#stop.stopped) break;
        await new TablePass(context, table).run(this.#context.config.segments);
        this.#progress(table.schema);
      }
      return await this.#end(saver, started);
    } finally {
      this.#stop.close();
    }
  }

  /** Looks at everything that a run needs, before it writes anything but a probe. */
  async #prepare(): Promise<void> {
    const { config, entities, tables } = this.#context;
    const { signal } = this.#stop;
    const shard = this.#shard;
    const hybrid = shard ? [shard.table] : hybridTables(this.#context);
    for (const table of hybrid) for (const entity of entities.of(table)) this.#report.expect(table.tableName, entity.schema.name);
    const byAge = tablesOfAgeIndexes(this.#options.ageIndexes ?? [], hybrid);
    try {
      signal.throwIfAborted();
      const look = { depth: this.#dryRun ? 'look' : 'run', kinesis: !shard, signal } as const;
      const { live, conditional, findings } = await new Preflight(this.#context, look).run(hybrid);
      this.#findings = findings;
      this.#refuse(live.size < hybrid.length);
      if (!this.#dryRun) tellWarnings(this.#context.wire.observer, this.#operation, warningsOf(findings));
      for (const table of live.values()) shard?.check(table);
      const position = await this.#positionOf(live);
      this.#tables = [...live].map(([schema, table]): PassTable => {
        const place = position.table(schema.tableName, shard?.totalSegments ?? config.segments);
        const scan: ScanSegments = { segments: place.segments, only: shard?.segment };
        const ageIndex = byAge.get(schema);
        const parts: readonly ReadPart[] = ageIndex
          ? ageIndexParts(ageIndex, schema, table, entities.of(schema), tables.get(schema) ?? new Map(), this.#now, scan)
          : scanParts(scan);
        const approximateRows = Math.ceil(table.approximateRows / (shard?.totalSegments ?? 1));
        return { schema, live: table, parts, position: place, approximateRows };
      });
      this.#position = position;
      this.#conditional = conditional;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Throws what a run must not begin with; of a dry run, what it cannot look at. */
  #refuse(tablesUnknown: boolean): void {
    if (!this.#dryRun || tablesUnknown) refuseFindings(this.#findings, this.#call);
  }

  /** Where the run begins. @throws CheckpointError */
  async #positionOf(live: ReadonlyMap<TableSchema, LiveTable>): Promise<RunPosition> {
    const { entities, config } = this.#context;
    const { ageIndexes = [], resumeFrom, checkpoints } = this.#options;
    const tables = [...live].map(([schema, { arn, id }]): [string, unknown] => [
      `table ${schema.name}`,
      {
        arn,
        id: id ?? null,
        entities: entities.of(schema).map(({ schema: { name }, ageMs, timestamp }) => [name, ageMs, timestamp.attributes[0]]),
      },
    ]);
    const run = {
      ...Object.fromEntries(tables),
      bucket: [config.bucketName, config.keyPrefix],
      minItemBytes: this.#limits.minItemBytes ?? 0,
      ...(this.#shard && { shard: this.#shard.id }),
      ageIndexes: ageIndexes.map(({ index, table = null, partitions = null }) => [index, table, partitions?.map(String) ?? null]),
    };
    const text = resumeFrom ?? (await checkpoints?.load());
    const isDry = this.#dryRun !== undefined;
    return text === undefined ? new RunPosition(run, isDry) : RunPosition.of(text, run, isDry);
  }

  #passContext(saver: CheckpointSaver): PassContext {
    const { wire, entities, tables, config } = this.#context;
    const movesUnstamped = config.safeguards.allow.includes('global-table-unstamped');
    const rules = { now: this.#now, legacyPointers: config.legacyPointers, limits: this.#limits, movesUnstamped };
    const limiter = new Limiter(config.concurrency);
    const { signal, patienceMs } = this.#stop;
    const [writes, swapper, conditional] = [this.#writes, this.#swapper, this.#conditional];
    const mover = () => new RunMover({ ...this.#context, signal, patienceMs, writes, swapper, conditional });
    return {
      entities,
      tables,
      rules,
      coolDownMs: config.safeguards.coolDownMs,
      reader: new PageReader(wire, this.#reads, signal),
      handler: this.#dryRun ?? mover(),
      moves: this.#dryRun === undefined,
      report: this.#report,
      quota: this.#quota,
      limiter,
      failures: new FailureWatch(),
      stop: this.#stop,
      onItem: this.#options.onItem,
      onPage: async table => {
        await saver.moved();
        this.#progress(table);
      },
    };
  }

  async #end(saver: CheckpointSaver, started: number): Promise<ArchivalResult> {
    const stopped = this.#stop.reason;
    if (stopped) this.#report.incomplete(undefined);
    const complete = this.#report.isComplete;
    if (this.#position) await saver.end(complete);
    const result = this.#report.result({
      dryRun: this.#dryRun !== undefined,
      durationMs: performance.now() - started,
      stopped,
      unread: complete ? [] : this.#unread(),
      // A run that ended before it had found its place is where the one before it was.
      checkpoint: complete ? undefined : this.#position ? String(this.#position) : this.#options.resumeFrom,
      capacity: { read: this.#reads.consumed, write: this.#writes.consumed },
      whySingleSwaps: this.#swapper.whySingles,
      lag: this.#lag(),
      warnings: warningsOf(this.#findings),
    });
    const { exceeded } = this.#quota;
    if (!exceeded || this.#dryRun) return result;
    const rows = Math.max(exceeded.approximateRows, exceeded.rowsScanned);
    throw new ArchiveFractionError(exceeded.tableName, this.#limits.maxFraction ?? 1, rows, result, this.#shard?.id);
  }

  /** What the caller called. */
  get #operation(): string {
    return this.#shard ? 'archiveShard' : 'archiveOldData';
  }

  get #call(): string {
    return `${this.#operation}()${this.#shard ? `, shard ${this.#shard.id}` : ''}`;
  }

  /** Of the tables that were read to their end. */
  #lag(): readonly ArchiveLag[] {
    const now = this.#now;
    return this.#tables
      .filter(({ parts, position }) => parts.every(part => position.parts.get(partId(part))?.done))
      .flatMap(({ schema, parts, position }) =>
        this.#context.entities.of(schema).flatMap(entity => {
          const seen = position.oldest.get(entity.schema.name);
          const index = parts[0]?.index;
          if (!index) return [archiveLag(entity, { measuredAt: now, oldest: seen }, now)];
          // An age index shows items of entities that it sorts by, and of those only what is old enough.
          if (!entity.timestamp.attributes.includes(index.sortKey)) return [];
          const oldest = Math.min(seen ?? Number.POSITIVE_INFINITY, now.getTime() - entity.ageMs);
          return [archiveLag(entity, { measuredAt: now, oldest }, now)];
        }),
      );
  }

  #unread(): readonly UnreadPart[] {
    return this.#tables.flatMap(({ schema, parts, position }) =>
      parts.flatMap(part => {
        const place = position.parts.get(partId(part));
        return place?.done ? [] : [{ table: schema.tableName, part: partId(part), after: place?.after }];
      }),
    );
  }

  #progress(table: TableSchema): void {
    const approximateRows = this.#tables.reduce((sum, each) => sum + each.approximateRows, 0);
    this.#options.onProgress?.(this.#report.progress(table.tableName, approximateRows));
  }
}

/** The config's limits, overridden by a run's. */
function limitsOf(config: ArchiveLimits, options: ArchiveLimits): ArchiveLimits {
  return {
    readCapacityPerSecond: options.readCapacityPerSecond ?? config.readCapacityPerSecond,
    writeCapacityPerSecond: options.writeCapacityPerSecond ?? config.writeCapacityPerSecond,
    maxItems: options.maxItems ?? config.maxItems,
    maxFraction: options.maxFraction ?? config.maxFraction,
    minItemBytes: options.minItemBytes ?? config.minItemBytes,
    earliestPlausible: options.earliestPlausible ?? config.earliestPlausible,
  };
}
