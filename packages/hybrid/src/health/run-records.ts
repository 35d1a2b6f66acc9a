import type { Observer } from '@tempest-ts/tempest/extend';
import { type ArchiveLag, archiveLag, type MeasuredOldest } from '../archive/archive-lag.js';
import { ArchiveStoreError } from '../errors.js';
import { type ArchiveContext, hybridTables } from '../walk/archive-context.js';
import type { LastRun } from './health-report.js';
import type { RecordedRun } from './recorded-run.js';
import { type RunRecord, readRunRecord, writeRunRecord } from './run-record.js';

/** What runs have told of how far archiving is behind: those of this process, and those that left a record in S3. */
export class RunRecords {
  readonly #context: ArchiveContext;
  /** By table and entity, of this process's runs and dry runs. */
  readonly #own = new Map<string, MeasuredOldest>();

  constructor(context: ArchiveContext) {
    this.#context = context;
  }

  /** Keeps what a run, or a dry run, has measured. */
  note({ lag }: Pick<RecordedRun, 'lag'>): void {
    for (const { table, entity, measuredAt, oldest } of lag)
      this.#own.set(JSON.stringify([table, entity]), { measuredAt, oldest: oldest?.getTime() });
  }

  /** Leaves a record of a run for other processes. It is no part of the run: where S3 does not take it, the last one stands. */
  async leave(result: RecordedRun): Promise<void> {
    if (!result.complete && result.rowsScanned === 0) return; // it ended before it had begun
    const { store, config, wire } = this.#context;
    const endedAt = config.clock();
    for (const { tableName: table } of hybridTables(this.#context)) {
      const lag = result.lag.filter(each => each.table === table);
      const itemsArchived = result.tables.filter(each => each.table === table).reduce((sum, each) => sum + each.itemsArchived, 0);
      const errorCount = result.errorsByTable[table] ?? 0; // the list of errors is cut off
      const complete = result.complete || lag.length > 0;
      const measured = lag.map(({ entity, measuredAt, oldest }): [string, MeasuredOldest] => [
        entity,
        { measuredAt, oldest: oldest?.getTime() },
      ]);
      const record: RunRecord = { lastRun: { table, endedAt, complete, itemsArchived, errorCount }, measured: new Map(measured) };
      try {
        await writeRunRecord(store, config.keyPrefix, record);
      } catch (error) {
        if (!(error instanceof ArchiveStoreError)) throw error;
        notWritten(wire.observer, table, error);
      }
    }
  }

  /**
   * What is known of all tables.
   *
   * @param store what the records are read from
   * @throws ArchiveStoreError
   */
  async read(
    store: ArchiveContext['store'],
    signal: AbortSignal,
  ): Promise<{ readonly lastRuns: readonly LastRun[]; readonly records: ReadonlyMap<string, RunRecord> }> {
    const { config } = this.#context;
    const tables = hybridTables(this.#context).map(({ tableName }) => tableName);
    const found = await Promise.all(tables.map(table => readRunRecord(store, config.keyPrefix, table, signal)));
    const records = found.filter(record => record !== undefined);
    return {
      lastRuns: records.map(({ lastRun }) => lastRun),
      records: new Map(records.map(record => [record.lastRun.table, record])),
    };
  }

  /** How far archiving is behind, by the newest of what is known. */
  lag(records: ReadonlyMap<string, RunRecord>, now: Date): readonly ArchiveLag[] {
    const { entities } = this.#context;
    return hybridTables(this.#context).flatMap(table =>
      entities.of(table).flatMap(entity => {
        const own = this.#own.get(JSON.stringify([table.tableName, entity.schema.name]));
        const recorded = records.get(table.tableName)?.measured.get(entity.schema.name);
        const isNewer = own && (!recorded || own.measuredAt >= recorded.measuredAt);
        const newest = isNewer ? own : recorded;
        return newest ? [archiveLag(entity, newest, now)] : [];
      }),
    );
  }
}

function notWritten(observer: Observer | undefined, table: string, { code, failure }: ArchiveStoreError): void {
  observer?.noticed(
    'run.not-recorded',
    { table, code, failure },
    `The run over ${table} is not recorded: health() knows only of earlier ones`,
  );
}
