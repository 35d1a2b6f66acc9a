import { type AnyBoundKey, type AnyLogicalDb, ConfigurationError, DeclarationError } from '@tempest-ts/tempest';
import { type BoundView, bindDb, type CallScope, type DbState, dbState, type Observer, withTimeout } from '@tempest-ts/tempest/extend';
import type { ArchivalPlan } from './archive/archival-plan.js';
import type { ArchivalResult } from './archive/archival-result.js';
import { type ArchiveOptions, checkArchiveOptions, type DryRunOptions } from './archive/archive-options.js';
import { ArchiveRun } from './archive/archive-run.js';
import { dryRun } from './archive/dry-run.js';
import { CachedObjects } from './cache/cached-objects.js';
import { MemoryCache } from './cache/memory-cache.js';
import { OuterCache } from './cache/outer-cache.js';
import type { CacheConfig } from './cache-config.js';
import { type HybridConfig, resolveConfig } from './config.js';
import { HybridEntities } from './entity/hybrid-entities.js';
import type { EraseOptions } from './erase/erase-options.js';
import type { EraseReport } from './erase/erase-report.js';
import { EraseRun } from './erase/erase-run.js';
import { ArchivalDisabledError } from './errors.js';
import { AskedFilters } from './hydrate/asked-filters.js';
import { Hydrator } from './hydrate/hydrator.js';
import { Limiter } from './hydrate/limiter.js';
import { type ObjectSource, StoredObjects } from './hydrate/object-source.js';
import { type IamPolicies, makeIamPolicies } from './iam/iam-policies.js';
import type { IamPolicyOptions } from './iam/policy-statements.js';
import { policySubject } from './iam/policy-subject.js';
import { confirmReader } from './preflight/confirm-reader.js';
import { Preflight, type PreflightOptions } from './preflight/preflight.js';
import { type PreflightReport, preflightReport } from './preflight/preflight-report.js';
import type { RefreshResult } from './refresh/refresh-result.js';
import { type RefreshOptions, RefreshRun } from './refresh/refresh-run.js';
import type { RestoreResult } from './restore/restore-result.js';
import { type RestoreOptions, RestoreRun } from './restore/restore-run.js';
import { type RestoreTarget, resolveTarget } from './restore/restore-target.js';
import { S3ArchiveStore } from './store/s3/s3-archive-store.js';
import { type HydrateImageOptions, ImageHydrator } from './stream/image-hydrator.js';
import type { StreamImage } from './stream/stream-record.js';
import type { SweepResult } from './sweep/sweep-result.js';
import { type SweepOptions, SweepRun } from './sweep/sweep-run.js';
import { UPKEEP_OPTION_NAMES } from './upkeep-option-names.js';
import type { VerifyReport } from './verify/verify-report.js';
import { type VerifyOptions, VerifyRun } from './verify/verify-run.js';

/** What a hybrid database does besides what its views do. */
export interface HybridOperations {
  /**
   * Moves every item that is old enough to S3 and leaves a pointer in its place. May run at any time, beside readers, writers and other runs; items that
   * change meanwhile stay.
   *
   * @throws ArchivalDisabledError, RequestError (a missing table, a permission), ArchiveStoreError (a missing bucket, a permission), ArchiveFractionError
   * (`maxFraction`), CheckpointError (a checkpoint of another run). What goes wrong with single items is listed in the result.
   * @example
   * const result = await db.archiveOldData({ onProgress: progress => bar.update(progress.rowsScanned) });
   * console.log(`Archived ${result.itemsArchived} items`);
   */
  archiveOldData(options?: ArchiveOptions): Promise<ArchivalResult>;
  /**
   * What `archiveOldData` would do now with the same options: it selects the same items, encodes them, compresses a sample, and writes nothing anywhere. Tells
   * what the move costs, what it saves, and what would go wrong. It reads the tables, which costs what `plan.capacity.read` says.
   *
   * @example
   * const plan = await db.archiveOldDataDryRun();
   * console.log(`Would archive ${plan.itemsArchived} items for $${plan.cost.moveCost}, and save $${plan.cost.monthlySaving} a month`);
   */
  archiveOldDataDryRun(options?: DryRunOptions): Promise<ArchivalPlan>;
  /**
   * The whole item that an image of a stream record shows, by its class, wherever it was at that moment; `undefined` for a row of no class of the database.
   *
   * @throws HydrationError where its object cannot be read (any more), UnreadableItemError, ConfigurationError
   * @example
   * const before = await db.hydrateImage(record.dynamodb.OldImage, { entity: UserSession });
   */
  hydrateImage<E extends object = object>(image: StreamImage, options?: HydrateImageOptions<E>): Promise<E | undefined>;
  /**
   * Brings archived items back to DynamoDB: all of them, those of some keys, or those that a key condition names. Each comes back in one conditional request that
   * loses nothing written meanwhile, and stays until `notAgainBefore`. Objects stay where they are until the sweeper finds them. May run at any time, and again.
   *
   * Needs dynamodb:Scan, Query or GetItem, dynamodb:UpdateItem, and s3:GetObject.
   *
   * @throws ConfigurationError, CheckpointError, InvalidBatchError, RequestError, ArchiveStoreError or HydrationError where no item could be restored. What goes wrong with single
   * items is listed in the result.
   * @example
   * await db.restore([db.users.sessions.key({ userId, sessionId })]);
   * await db.restore({ view: db.users.sessions, condition: beginsWith({ userId }) }, { notAgainBefore: new Date('2027-01-01') });
   * const { itemsRestored } = await db.restore('all', { dryRun: true });
   */
  restore<E extends object, P extends keyof E & string, S extends keyof E & string = never>(
    target: RestoreTarget<E, P, S>,
    options?: RestoreOptions,
  ): Promise<RestoreResult>;
  /**
   * Has rows that were archived before an index, a version, a time to live or a `keepInPointer` was added keep those attributes too, so that the index shows them
   * and filters, expiry and version checks need no S3. Run it after such a change. Reads an object only where its row lacks something.
   *
   * Needs dynamodb:Scan, GetItem, UpdateItem, DescribeTable and DescribeTimeToLive, and s3:GetObject.
   *
   * @throws RequestError, DeclarationError, ConfigurationError, CheckpointError, HydrationError where no row could be refreshed. What goes wrong with single rows is listed in the result.
   * @example
   * const { itemsRefreshed } = await db.refreshPointers();
   */
  refreshPointers(options?: RefreshOptions): Promise<RefreshResult>;
  /**
   * Reads every archived item, and whom every object under the key prefix belongs to, and says what is missing, damaged or left over. Changes nothing, and holds no
   * more than a few pages, whatever the archive's size. May run at any time: what moves meanwhile is read again.
   *
   * Needs dynamodb:Scan, GetItem, DescribeTable and DescribeTimeToLive, s3:GetObject and s3:ListBucket. Costs one GetObject for each pointer, and one with a consistent
   * GetItem for each object.
   *
   * @throws RequestError, ArchiveStoreError (a missing bucket, a permission), DeclarationError
   * @example
   * const report = await db.verifyArchive({ onProblem: problem => log.error(problem) });
   * if (!report.clean) page(report);
   */
  verifyArchive(options?: VerifyOptions): Promise<VerifyReport>;
  /**
   * Takes away the objects of this database's tables that no row names, once they have been recorded as such for longer than the grace: a run records what it finds, and a
   * later one sweeps. May run beside everything else, other sweepers too; when in doubt it leaves an object where it is.
   *
   * Needs dynamodb:GetItem, DescribeTable and DescribeTimeToLive, s3:GetObject, s3:ListBucket, s3:PutObject and s3:DeleteObject.
   *
   * @throws ConfigurationError, SharedObjectsError (a copy of a table, or an adopted one, is still there), RequestError, ArchiveStoreError (a missing bucket, a permission),
   * DeclarationError. What goes wrong with single objects is listed in the result.
   * @example
   * const { objectsSwept, bytesSwept } = await db.sweepOrphans({ graceDays: 35 });
   */
  sweepOrphans(options?: SweepOptions): Promise<SweepResult>;
  /**
   * Erases items by law: deletes their rows, and takes away the bytes of every object that ever held them, all versions. What an archiver may just be moving cannot
   * be erased at once, so a first call is never complete: the report says after when to call again, with `secondPass`. It also says what is left, and where copies may
   * be that cannot be seen. May run beside everything else.
   *
   * Needs dynamodb:DeleteItem, GetItem, DescribeTable and DescribeTimeToLive; s3:DeleteObjectVersion, GetObject, GetObjectVersion, PutObject and DeleteObject, and, of the
   * bucket, s3:ListBucket and ListBucketVersions.
   *
   * @throws ConfigurationError (`objectLock`), InvalidBatchError, RequestError, ArchiveStoreError (a missing bucket, a permission). What goes wrong with single items and
   * objects is listed in the report.
   * @example
   * const keys = [db.users.sessions.key({ userId, sessionId })];
   * const { secondPassAfter } = await db.erase(keys);
   * // later
   * const { complete, items } = await db.erase(keys, { secondPass: true });
   */
  erase(keys: Iterable<AnyBoundKey>, options?: EraseOptions): Promise<EraseReport>;
  /**
   * Looks at everything that archiving depends on, before anything is moved: tables and indexes as they are, permissions, the bucket's region, owner and
   * encryption key (by writing, reading and deleting a probe), its lifecycle rules, replicas, streams, and the readers that `archivalConfig.readers` names.
   * `archiveOldData` looks at the same but the readers, and refuses to start where this finds an error or a refused risk. What goes wrong is among the
   * findings; only an abort is thrown.
   *
   * @example
   * const { ok, findings } = await db.preflight();
   * for (const { severity, message } of findings) console.log(`${severity}: ${message}`);
   */
  preflight(options?: PreflightOptions): Promise<PreflightReport>;
  /**
   * Shows that this process can read what the archiver writes, and leaves a note of it in S3 for `preflight()`. For processes that read: once, as they start.
   *
   * @param name the process's name, as `archivalConfig.readers` lists it
   * @throws ArchiveStoreError where it cannot read, ConfigurationError
   * @example
   * await db.confirmReader('api');
   */
  confirmReader(name: string, options?: PreflightOptions): Promise<void>;
  /**
   * Least-privilege IAM policies for the processes that use this database: its tables, their indexes, its bucket and prefix, and nothing else. Sends nothing.
   *
   * @throws ConfigurationError
   * @example
   * const { archiver } = db.iamPolicies({ accountId: '123456789012', region: 'us-west-2' });
   * writeFileSync('archiver-policy.json', JSON.stringify(archiver, null, 2));
   */
  iamPolicies(options: IamPolicyOptions): IamPolicies;
  /** Closes the S3 client's sockets, where the client is the library's own. The DynamoDB client is the caller's. */
  close(): void;
}

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
  const store = new S3ArchiveStore({
    client: resolved.client,
    bucketName: resolved.bucketName,
    expectedBucketOwner: resolved.expectedBucketOwner,
    objectSettings: resolved.objectSettings,
    clock: resolved.clock,
    readAttempts: resolved.readAttempts,
    observer,
  });
  const entities = new HybridEntities(resolved);
  const { keyPrefix, legacyPointers } = resolved;
  const limited = new StoredObjects(store, keyPrefix, new Limiter(resolved.readConcurrency));
  const cache = resolved.cache && cached(resolved.cache, limited, observer);
  const reader = { objects: cache ?? limited, keyPrefix, legacyPointers };
  const filters = new AskedFilters();
  const tier = new Hydrator({
    wire,
    reader,
    entities,
    filters,
    concurrency: resolved.readConcurrency,
    onHydrationError: resolved.onHydrationError,
  });
  const db = bindDb(dbClass, { client, tier }, regular.options);
  const state = dbState(db);
  if (!state) throw new ConfigurationError('HybridLogicalDb.create(): the database was not bound.');
  const tables = state.views;
  entities.add(tables.keys());

  // Runs see to their own limits.
  const unlimited = { objects: new StoredObjects(store, keyPrefix), keyPrefix, legacyPointers };
  const context = { wire, store, reader: unlimited, cache, config: resolved, entities, tables };
  const metered = ({ capacity }: Pick<CallScope, 'capacity'> = {}) => ({ ...context, wire: { ...wire, capacity } });
  const told = <Result extends ArchivalResult>(operation: string, result: Result): Result => {
    const { dryRun: isDry, itemsProcessed, itemsArchived, errorCount, rowsScanned, durationMs, complete } = result;
    const fields = { dryRun: isDry, itemsProcessed, itemsArchived, errorCount, rowsScanned, durationMs, complete };
    observer?.info(fields, `${operation} has ended`);
    return result;
  };
  const names = UPKEEP_OPTION_NAMES;
  const images = new ImageHydrator({ reader: { ...reader, objects: limited }, entities, tables });
  const operations: HybridOperations = {
    archiveOldData: async (options = {}) => {
      checkArchiveOptions(options, 'archiveOldData()');
      if (!resolved.enabled) {
        throw new ArchivalDisabledError(
          'archiveOldData(): the config says archivalConfig: { enabled: false }. Set it to true to archive; the dry run works as it is.',
        );
      }
      return told('archiveOldData', await new ArchiveRun(metered(options), options).run());
    },
    archiveOldDataDryRun: async (options = {}) => {
      checkArchiveOptions(options, 'archiveOldDataDryRun()');
      return told('archiveOldDataDryRun', await dryRun(metered(options), filters, options));
    },
    hydrateImage: async (image, options) => images.hydrate(image, options ?? {}),
    restore: async (target, options) =>
      withTimeout(
        options,
        timed => new RestoreRun(metered(timed), state, timed ?? {}).run(resolveTarget(target, view => boundViewOf(db, state, view))),
        names.restore,
      ),
    refreshPointers: async options =>
      withTimeout(options, timed => new RefreshRun(metered(timed), timed ?? {}).run(), names.refreshPointers),
    verifyArchive: async options => withTimeout(options, timed => new VerifyRun(metered(timed), timed ?? {}).run(), names.verifyArchive),
    sweepOrphans: async options => withTimeout(options, timed => new SweepRun(metered(timed), timed ?? {}).run(), names.sweepOrphans),
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
    close: () => {
      if (resolved.ownsClient) resolved.client.destroy();
    },
  };
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
