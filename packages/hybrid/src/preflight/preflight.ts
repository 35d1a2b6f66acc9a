import { type CallOptions, TempestError } from '@tempest-ts/tempest';
import type { TableSchema, Wire } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { ArchiveStore } from '../store/archive-store.js';
import { READERS_FOLDER } from '../store/own-folders.js';
import { lifecycleRules } from '../store/s3/lifecycle-rules.js';
import { namedBucket } from '../store/s3/named-bucket.js';
import { tieringConfigurations } from '../store/s3/tiering-configurations.js';
import { TableClaims } from '../store/table-claims.js';
import { ageFindings } from './age-findings.js';
import { lifecycleFindings, movesToTiering } from './lifecycle-findings.js';
import { describeLiveTable, type LiveTable } from './live-table.js';
import type { PreflightFault, PreflightFinding } from './preflight-report.js';
import { leaveStandingProbe, probeBucket } from './probe-bucket.js';
import { kinesisDestinations, probeTable } from './probe-table.js';
import { kinesisFindings, tableFindings } from './table-findings.js';
import { tieringFindings } from './tiering-findings.js';

/** What a preflight looks at. */
export interface PreflightContext {
  readonly wire: Wire;
  readonly store: ArchiveStore;
  readonly config: ResolvedConfig;
  readonly entities: HybridEntities;
}

/** What a run needs to know of what it works on, besides what was found. */
export interface PreflightResult {
  readonly findings: readonly PreflightFinding[];
  /** By the declared table; those that could not be described are left out. */
  readonly live: ReadonlyMap<TableSchema, LiveTable>;
  /** Whether the store honours conditions; `true` where nothing was probed. */
  readonly conditional: boolean;
}

/** Options of `preflight` and `confirmReader`. */
export type PreflightOptions = CallOptions;

interface PreflightDepth {
  readonly signal: AbortSignal | undefined;
  /** `'look'`: writes nothing, as a dry run must. `'run'`: probes the bucket. `'full'`: probes the tables too, leaves the readers' probe, and asks after them. */
  readonly depth: 'look' | 'run' | 'full';
  /** Whether to ask after Kinesis streams. Default: true; each shard of a run need not ask what its plan has asked: DynamoDB answers few such requests a second. */
  readonly kinesis?: boolean;
}

/** Looks at tables and bucket before anything is moved, and goes on past what it finds. An abort ends it. */
export class Preflight {
  readonly #context: PreflightContext;
  readonly #options: PreflightDepth;
  readonly #findings: PreflightFinding[] = [];
  readonly #live = new Map<TableSchema, LiveTable>();

  constructor(context: PreflightContext, options: PreflightDepth) {
    this.#context = context;
    this.#options = options;
  }

  async run(tables: readonly TableSchema[]): Promise<PreflightResult> {
    for (const table of tables) await this.#table(table);
    const conditional = await this.#bucket();
    for (const [table, live] of this.#live) await this.#copied(table, live);
    await this.#lifecycle(tables);
    if (this.#options.depth === 'full') await this.#readers();
    return { findings: this.#findings, live: this.#live, conditional };
  }

  async #table(table: TableSchema): Promise<void> {
    const { wire, config, entities } = this.#context;
    const { depth, signal, kinesis = true } = this.#options;
    const { tableName } = table;
    const { allow } = config.safeguards;
    const unstamped = entities.of(table).filter(({ schema }) => !schema.lifecycle.updatedAt);
    this.#findings.push(...ageFindings(tableName, entities.of(table)));
    await this.#try('table', tableName, async () => {
      const live = await describeLiveTable(wire, table, signal);
      this.#live.set(table, live);
      const names = unstamped.map(({ schema }) => schema.name);
      this.#findings.push(...tableFindings(tableName, live.description, allow, names));
      for (const cause of live.losesPointer)
        this.#findings.push({ severity: 'error', code: 'table', message: cause.message, table: tableName, cause });
      if (depth === 'full') await probeTable(wire, tableName, live.description, signal);
    });
    if (kinesis) await this.#kinesis(table);
  }

  async #kinesis(table: TableSchema): Promise<void> {
    const { wire } = this.#context;
    const { signal } = this.#options;
    const { tableName } = table;
    await this.#look(`the Kinesis streams of table ${tableName}`, 'dynamodb:DescribeKinesisStreamingDestination', async () => {
      if (this.#live.has(table)) this.#findings.push(...kinesisFindings(tableName, await kinesisDestinations(wire, tableName, signal)));
    });
  }

  async #bucket(): Promise<boolean> {
    const { store, config } = this.#context;
    const { depth, signal } = this.#options;
    let conditional = true;
    if (depth === 'look') return conditional;
    await this.#try('bucket', undefined, async () => {
      const probe = await probeBucket(store, config.keyPrefix, signal);
      conditional = probe.conditional;
      this.#findings.push(...probe.findings);
      if (depth === 'full') await leaveStandingProbe(store, config.keyPrefix, signal);
    });
    return conditional;
  }

  /** A table that was made of another's backup names objects of that one, whose sweeper cannot see it. */
  async #copied({ tableName }: TableSchema, { arn, id, description }: LiveTable): Promise<void> {
    const source = description.RestoreSummary?.SourceTableArn;
    if (source === undefined || source === arn) return;
    const { store, config } = this.#context;
    const { depth, signal } = this.#options;
    const message =
      `Table ${tableName} was restored from a backup of ${source}, so its rows may name objects of that table. While both are there, sweepOrphans() of a database of ` +
      'that one refuses.';
    this.#findings.push({ severity: 'warning', code: 'copied-table', message, table: tableName });
    if (depth !== 'look')
      await this.#try('bucket', undefined, () => new TableClaims(store, config.keyPrefix).write(source, { arn, id }, signal));
  }

  async #lifecycle(tables: readonly TableSchema[]): Promise<void> {
    const { entities, config } = this.#context;
    const { bucketName, keyPrefix, safeguards, objectSettings } = config;
    const prefixes = tables
      .flatMap(table => entities.of(table))
      .flatMap(({ template, packTemplate }) => [template, ...(packTemplate ? [packTemplate] : [])])
      .map(({ literalStart }) => keyPrefix + literalStart);
    const objects = { prefixes, tags: objectSettings.tags ?? {} };
    const from = { client: config.client, observer: this.#context.wire.observer };
    const { signal } = this.#options;
    const classes = tables.flatMap(table => entities.of(table)).map(({ storageClass }) => storageClass ?? objectSettings.storageClass);
    let isTiered = classes.includes('INTELLIGENT_TIERING');
    await this.#look(`the lifecycle rules of bucket ${bucketName}`, 's3:GetLifecycleConfiguration', async () => {
      const rules = await lifecycleRules(from, namedBucket(config), signal);
      isTiered ||= movesToTiering(rules, objects);
      this.#findings.push(...lifecycleFindings(rules, objects, bucketName, safeguards.allow));
    });
    if (!isTiered) return;
    await this.#look(`the Intelligent-Tiering of bucket ${bucketName}`, 's3:GetIntelligentTieringConfiguration', async () => {
      const configurations = await tieringConfigurations(from, namedBucket(config), signal);
      this.#findings.push(...tieringFindings(configurations, objects, bucketName, safeguards.allow));
    });
  }

  async #readers(): Promise<void> {
    const { store, config } = this.#context;
    const { keyPrefix } = config;
    const { readers } = config.safeguards;
    const unconfirmed = (message: string): void =>
      void this.#findings.push({
        severity: 'warning',
        code: 'reader-unconfirmed',
        message: `${message} Processes that read must understand pointers, and be allowed to read bucket ${config.bucketName}, before anything is moved.`,
      });
    if (readers.length === 0)
      return unconfirmed(
        "archivalConfig.readers names none, and no reader's access is known: name each, and have it call confirmReader(name).",
      );
    for (const name of readers) {
      await this.#look(`whether reader ${name} has confirmed`, 's3:GetObject', async () => {
        const note = await store.head(`${keyPrefix}${READERS_FOLDER}${name}`, this.#options.signal);
        if (note === 'missing')
          unconfirmed(`Reader ${name} has not confirmed that it can read the archive: have it call confirmReader('${name}').`);
      });
    }
  }

  /** What a run cannot do without. */
  async #try(code: PreflightFault, table: string | undefined, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (cause) {
      if (this.#options.signal?.aborted || !(cause instanceof TempestError)) throw cause;
      this.#findings.push({ severity: 'error', code, message: cause.message, ...(table !== undefined && { table }), cause });
    }
  }

  /** What a run only would like to know. */
  async #look(what: string, permission: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (cause) {
      if (this.#options.signal?.aborted || !(cause instanceof TempestError)) throw cause;
      const message = `Nobody could look at ${what}: ${cause.message} To have it checked, grant ${permission}.`;
      this.#findings.push({ severity: 'warning', code: 'not-checked', message, cause });
    }
  }
}
