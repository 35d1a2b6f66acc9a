import { type AnyLogicalDb, ConfigurationError, DeclarationError } from '@tempest-ts/tempest';
import {
  type BoundView,
  bindDb,
  type CallScope,
  checkTimedCall,
  type DbState,
  dbState,
  type Observer,
  withTimeout,
} from '@tempest-ts/tempest/extend';
import { checkArchiveOptions } from './archive/archive-options.js';
import { ArchiveRun } from './archive/archive-run.js';
import { CachedObjects } from './cache/cached-objects.js';
import { MemoryCache } from './cache/memory-cache.js';
import { OuterCache } from './cache/outer-cache.js';
import type { CacheConfig } from './cache-config.js';
import { CompactRun } from './compact/compact-run.js';
import { type HybridConfig, resolveConfig } from './config.js';
import { HybridEntities } from './entity/hybrid-entities.js';
import { EraseRun } from './erase/erase-run.js';
import { ArchivalDisabledError } from './errors.js';
import { followedOperations } from './followed-operations.js';
import { checkHealth } from './health/health-check.js';
import { resolveHealthOptions } from './health/health-options.js';
import { HydrationWindow } from './health/hydration-window.js';
import { recordedRun } from './health/recorded-run.js';
import { RunRecords } from './health/run-records.js';
import type { HybridOperations } from './hybrid-operations.js';
import { AskedFilters } from './hydrate/asked-filters.js';
import { Hydrator } from './hydrate/hydrator.js';
import { Limiter } from './hydrate/limiter.js';
import { type ObjectSource, StoredObjects } from './hydrate/object-source.js';
import { RecentMembers } from './hydrate/recent-members.js';
import { makeIamPolicies } from './iam/iam-policies.js';
import { policySubject } from './iam/policy-subject.js';
import { ImportRun } from './import/import-run.js';
import { MigrateRun } from './migrate/migrate-run.js';
import { dryRun } from './plan/dry-run.js';
import { confirmReader } from './preflight/confirm-reader.js';
import { Preflight } from './preflight/preflight.js';
import { preflightReport } from './preflight/preflight-report.js';
import { RefreshRun } from './refresh/refresh-run.js';
import { ReleaseRun } from './restore/release-run.js';
import { RestoreRun } from './restore/restore-run.js';
import { resolveTarget } from './restore/restore-target.js';
import { checkArchiveShardOptions } from './shard/archive-shard-options.js';
import { archiveShard } from './shard/archive-shard-run.js';
import { checkPlanShardsOptions, planShards } from './shard/plan-shards.js';
import { S3ArchiveStore } from './store/s3/s3-archive-store.js';
import { ImageHydrator } from './stream/image-hydrator.js';
import { SweepRun } from './sweep/sweep-run.js';
import { UPKEEP_OPTION_NAMES } from './upkeep-option-names.js';
import { VerifyRun } from './verify/verify-run.js';

/** A database whose old items live in S3. */
export type HybridLogicalDb<DB extends AnyLogicalDb> = DB & HybridOperations;

/** What one of a database's view objects stands for. */
function boundViewOf(db: object, { schema, views }: DbState, view: object): BoundView | undefined {
  for (const [property, table] of schema.tables) {
    const made = (db as Readonly<Record<string, Readonly<Record<string, object>>>>)[property] ?? {}; // `bindDb` put the table's views there
    const found = Object.keys(made).find(name => made[name] === view);
    if (found !== undefined) return views.get(table)?.get(found);
  }
  return undefined;
}

function cached({ maxBytes, outer }: CacheConfig, source: ObjectSource, observer: Observer | undefined): CachedObjects {
  return new CachedObjects({
    source,
    memory: maxBytes === undefined ? undefined : new MemoryCache(maxBytes),
    outer: outer && new OuterCache(outer),
    tell: observer && (event => observer.cached(event)),
  });
}

function create<DB extends AnyLogicalDb>(dbClass: new () => DB, regularDb: DB, config: HybridConfig): HybridLogicalDb<DB> {
  const regular = dbState(regularDb ?? {});
  if (!regular)
    throw new ConfigurationError('HybridLogicalDb.create() takes the object that LogicalDb.create() returned as its second argument.');
  if (typeof dbClass === 'function' && !(regularDb instanceof dbClass)) {
    const message = `HybridLogicalDb.create(): the first argument is the class ${dbClass.name}, the second a database of ${regularDb.constructor.name}. Pass the same.`;
    throw new ConfigurationError(message);
  }
  const resolved = resolveConfig(config);
  const { client, observer } = regular.runtime;
  const wire = { client, observer };
  const store = new S3ArchiveStore({ ...resolved, observer });
  const entities = new HybridEntities(resolved);
  const { keyPrefix, legacyPointers } = resolved;
  const limited = new StoredObjects(store, keyPrefix, new Limiter(resolved.readConcurrency));
  const cache = resolved.cache && cached(resolved.cache, limited, observer);
  const reader = { objects: cache ?? limited, keyPrefix, legacyPointers };
  const filters = new AskedFilters();
  const window = new HydrationWindow();
  const tier = new Hydrator({
    wire,
    reader,
    entities,
    filters,
    concurrency: resolved.readConcurrency,
    onHydrationError: resolved.onHydrationError,
    tell: event => {
      window.record(event.latencyMs, event.error !== undefined);
      observer?.hydrated(event);
    },
  });
  const db = bindDb(dbClass, { client, tier }, regular.options);
  const state = dbState(db);
  if (!state) throw new ConfigurationError('HybridLogicalDb.create(): the database was not bound.');
  const tables = state.views;
  entities.add(tables.keys());

  // Runs see to their own limits.
  const unlimited = { objects: new StoredObjects(store, keyPrefix), keyPrefix, legacyPointers };
  const context = { wire, store, reader: unlimited, cache, config: resolved, entities, tables };
  const metered = ({ capacity }: Pick<CallScope, 'capacity'> = {}) => ({
    ...context,
    wire: { ...wire, capacity },
    // Each run its own: items of a member come to it one after another.
    reader: { ...unlimited, objects: new RecentMembers(unlimited.objects) },
  });
  const refuseWhereDisabled = (call: string): void => {
    if (resolved.enabled) return;
    throw new ArchivalDisabledError(
      `${call}: the config says archivalConfig: { enabled: false }. Set it to true to archive; the dry run works as it is.`,
    );
  };
  const runs = new RunRecords(context);
  // Once, and unheard: a check is to say how things are.
  const probing = { ...context, wire: { client, observer: undefined }, store: new S3ArchiveStore({ ...resolved, readAttempts: 1 }) };
  const names = UPKEEP_OPTION_NAMES;
  const images = new ImageHydrator({ reader: { ...reader, objects: limited }, entities, tables });
  const operations: HybridOperations = followedOperations(observer, {
    archiveOldData: async (options = {}) => {
      checkArchiveOptions(options, 'archiveOldData()');
      refuseWhereDisabled('archiveOldData()');
      const result = await new ArchiveRun(metered(options), options).run();
      runs.note(result);
      if (resolved.recordRuns) await runs.leave(result);
      return result;
    },
    archiveOldDataDryRun: async (options = {}) => {
      checkArchiveOptions(options, 'archiveOldDataDryRun()');
      const plan = await dryRun(metered(options), filters, options);
      runs.note(plan);
      return plan;
    },
    planShards: async (options = {}) => {
      checkPlanShardsOptions(options);
      refuseWhereDisabled('planShards()');
      return withTimeout(options, timed => planShards(metered(timed), timed ?? {}), names.planShards);
    },
    archiveShard: async (shard, options = {}) => {
      checkArchiveShardOptions(options);
      refuseWhereDisabled('archiveShard()');
      return archiveShard(metered(options), shard, options);
    },
    recordRun: async total => {
      const run = recordedRun(total);
      runs.note(run);
      if (resolved.recordRuns) await runs.leave(run);
    },
    hydrateImage: async (image, options) => images.hydrate(image, options ?? {}),
    restore: async (target, options) =>
      withTimeout(
        options,
        timed => new RestoreRun(metered(timed), state, timed ?? {}).run(resolveTarget(target, view => boundViewOf(db, state, view))),
        names.restore,
      ),
    releaseRestored: async options =>
      withTimeout(options, timed => new ReleaseRun(metered(timed), timed ?? {}).run(), names.releaseRestored),
    refreshPointers: async options =>
      withTimeout(options, timed => new RefreshRun(metered(timed), timed ?? {}).run(), names.refreshPointers),
    verifyArchive: async options => withTimeout(options, timed => new VerifyRun(metered(timed), timed ?? {}).run(), names.verifyArchive),
    sweepOrphans: async options => withTimeout(options, timed => new SweepRun(metered(timed), timed ?? {}).run(), names.sweepOrphans),
    compactPacks: async options => withTimeout(options, timed => new CompactRun(metered(timed), timed ?? {}).run(), names.compactPacks),
    migrateArchive: async options => {
      checkTimedCall(options, names.migrateArchive);
      return new MigrateRun(metered(options), options ?? {}).run();
    },
    importExport: async (source, options) => {
      checkTimedCall(options, names.importExport);
      return new ImportRun(metered(options), source, options ?? {}).run();
    },
    erase: async (keys, options) => withTimeout(options, timed => new EraseRun(metered(timed), state, timed ?? {}).run(keys), names.erase),
    preflight: async options =>
      withTimeout(
        options,
        async timed => {
          const hybrid = [...tables.keys()].filter(table => entities.of(table).length > 0);
          const { findings } = await new Preflight(metered(timed), { depth: 'full', signal: timed?.signal }).run(hybrid);
          return preflightReport(findings);
        },
        names.preflight,
      ),
    confirmReader: async (name, options) =>
      withTimeout(options, timed => confirmReader(store, resolved.keyPrefix, name, timed?.signal), names.preflight),
    iamPolicies: options => makeIamPolicies(policySubject(resolved, entities, tables.keys()), options),
    health: async options => checkHealth({ ...probing, window, runs }, resolveHealthOptions(options)),
    close: () => {
      if (resolved.ownsClient) resolved.client.destroy();
    },
  });
  for (const [name, value] of Object.entries(operations)) {
    if (name in db)
      throw new DeclarationError(`${dbClass.name}.${name}: a hybrid database has an operation of that name. Rename the property.`, {
        property: name,
      });
    Object.defineProperty(db, name, { value, enumerable: false });
  }
  return db as HybridLogicalDb<DB>; // the operations were just defined on it
}

/** Makes databases whose old items live in S3. */
export const HybridLogicalDb = Object.freeze({
  /**
   * A new database over the same tables and client as `regularDb`, which stays as it is. Sends nothing.
   *
   * @throws DeclarationError, ConfigurationError, KeyTemplateError
   * @example
   * const db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config: { bucketName: 'my-app-archive', region: 'us-west-2' } });
   */
  create,
});
