import type { AnyBoundKey } from '@tempest-ts/tempest';
import type { ArchivalResult } from './archive/archival-result.js';
import type { ArchiveOptions, DryRunOptions } from './archive/archive-options.js';
import type { CompactOptions } from './compact/compact-options.js';
import type { CompactResult } from './compact/compact-result.js';
import type { EraseOptions } from './erase/erase-options.js';
import type { EraseReport } from './erase/erase-report.js';
import type { HealthOptions } from './health/health-options.js';
import type { HealthReport } from './health/health-report.js';
import type { IamPolicies } from './iam/iam-policies.js';
import type { IamPolicyOptions } from './iam/policy-statements.js';
import type { ExportSource } from './import/export-source.js';
import type { ImportOptions } from './import/import-options.js';
import type { ImportResult } from './import/import-result.js';
import type { MigrateOptions } from './migrate/migrate-options.js';
import type { MigrateResult } from './migrate/migrate-result.js';
import type { ArchivalPlan } from './plan/archival-plan.js';
import type { PreflightOptions } from './preflight/preflight.js';
import type { PreflightReport } from './preflight/preflight-report.js';
import type { RefreshResult } from './refresh/refresh-result.js';
import type { RefreshOptions } from './refresh/refresh-run.js';
import type { ReleaseResult } from './restore/release-result.js';
import type { ReleaseOptions } from './restore/release-run.js';
import type { RestoreResult } from './restore/restore-result.js';
import type { RestoreOptions } from './restore/restore-run.js';
import type { RestoreTarget } from './restore/restore-target.js';
import type { ArchiveShard } from './shard/archive-shard.js';
import type { ArchiveShardOptions } from './shard/archive-shard-options.js';
import type { PlanShardsOptions } from './shard/plan-shards-options.js';
import type { ShardResult } from './shard/shard-result.js';
import type { ArchivalTotal } from './shard/sum-archival-results.js';
import type { HydrateImageOptions } from './stream/image-hydrator.js';
import type { StreamImage } from './stream/stream-record.js';
import type { SweepResult } from './sweep/sweep-result.js';
import type { SweepOptions } from './sweep/sweep-run.js';
import type { VerifyReport } from './verify/verify-report.js';
import type { VerifyOptions } from './verify/verify-run.js';

/** What a hybrid database does besides what its views do. */
export interface HybridOperations {
  /**
   * Moves every item that is old enough to S3 and leaves a pointer in its place. May run at any time, beside readers, writers and other runs; items that
   * change meanwhile stay.
   *
   * @throws ArchivalDisabledError, ConfigurationError, PreflightError (what was found would endanger the archive), DeclarationError (the live table is not as declared), RequestError (a
   * missing table, a permission), ArchiveStoreError (a missing bucket, a permission), ArchiveFractionError (`maxFraction`), CheckpointError (a checkpoint of another run). What goes wrong
   * with single items is listed in the result.
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
   * Divides a run among any number of processes and machines: each shard is a small JSON value that one of them hands to `archiveShard`. Looks at tables and bucket as a run
   * does before it begins, and reads no item. All shards tell ages by the moment of this call.
   *
   * @throws what `archiveOldData` throws before it begins: ArchivalDisabledError, ConfigurationError, PreflightError, RequestError, ArchiveStoreError
   * @example
   * for (const shard of await db.planShards()) await queue.send(JSON.stringify(shard));
   */
  planShards(options?: PlanShardsOptions): Promise<readonly ArchiveShard[]>;
  /**
   * Moves the old items of one shard, as `archiveOldData` does those of all tables. In any order, on any machine, beside other shards, and as often as you like: what is archived stays
   * so, and what changed meanwhile stays in DynamoDB. A call that ends before the shard does (`deadline`, `signal`, a kill) is gone on from by the next with its `checkpoint`.
   *
   * @param shard what `planShards` made, as it is or parsed from JSON
   * @throws ShardError (no shard, another version's, another environment's, or of declarations that have changed), and what `archiveOldData` throws
   * @example
   * const result = await db.archiveShard(shard, { deadline: new Date(Date.now() + 600_000), checkpoint });
   * if (!result.complete) await queue.send({ shard, checkpoint: result.checkpoint });
   */
  archiveShard(shard: ArchiveShard, options?: ArchiveShardOptions): Promise<ShardResult>;
  /**
   * Tells `health()`, of this process and, by a record in S3, of all others, of a run whose shards were done by `archiveShard`; `archiveOldData` does so by itself. Its lag counts where every
   * shard of the run is complete.
   *
   * @param total what `sumArchivalResults` made of the results of the run's shards, as it is or parsed from JSON
   * @example
   * await db.recordRun(await sumArchivalResults(summaries));
   */
  recordRun(total: ArchivalTotal): Promise<void>;
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
   * Takes away the mark (`s3NotBefore`) that `restore` leaves in rows so that they stay: they are then as they were before they were ever archived, and may be archived again at once. For those
   * who leave the library for good, or who have restored too much. May run at any time, and again.
   *
   * Needs dynamodb:Scan and UpdateItem.
   *
   * @throws ConfigurationError, RequestError, CheckpointError. What goes wrong with single rows is listed in the result.
   * @example
   * const { itemsReleased } = await db.releaseRestored();
   */
  releaseRestored(options?: ReleaseOptions): Promise<ReleaseResult>;
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
   * more than a few pages, whatever the archive's size. May run at any time: what moves meanwhile is read again. Where it is ended, another call goes on from its checkpoint.
   *
   * Needs dynamodb:Scan, GetItem, DescribeTable and DescribeTimeToLive, s3:GetObject and s3:ListBucket. Costs one GetObject for each pointer, and one with a consistent
   * GetItem for each object.
   *
   * @throws ConfigurationError, RequestError, ArchiveStoreError (a missing bucket, a permission), DeclarationError, CheckpointError
   * @example
   * const report = await db.verifyArchive({ onProblem: problem => log.error(problem) });
   * if (!report.clean) page(report);
   */
  verifyArchive(options?: VerifyOptions): Promise<VerifyReport>;
  /**
   * Takes away the objects of this database's tables that no row names, once they have been recorded as such for longer than the grace: a run records what it finds, and a
   * later one sweeps. May run beside everything else, other sweepers too; when in doubt it leaves an object where it is. Where it is ended, another call goes on from its
   * checkpoint; one that begins anew does nothing wrong either.
   *
   * Needs dynamodb:GetItem, DescribeTable and DescribeTimeToLive, s3:GetObject, s3:ListBucket, s3:PutObject and s3:DeleteObject.
   *
   * @throws ConfigurationError, SharedObjectsError (a copy of a table, or an adopted one, is still there), RequestError, ArchiveStoreError (a missing bucket, a permission),
   * DeclarationError, CheckpointError. What goes wrong with single objects is listed in the result.
   * @example
   * const { objectsSwept, bytesSwept } = await db.sweepOrphans({ graceDays: 35 });
   */
  sweepOrphans(options?: SweepOptions): Promise<SweepResult>;
  /**
   * Writes anew the packs of which most items are dead: restored, saved again or deleted since. The live ones are copied to new packs, each row is made to name its new one where
   * nothing has changed meanwhile, and the old packs are left to `sweepOrphans` and its grace. May run beside everything else.
   *
   * Needs what the policy of an archiver allows: dynamodb:Scan, BatchGetItem, UpdateItem, DescribeTable and DescribeTimeToLive, s3:GetObject and PutObject.
   *
   * @throws ConfigurationError, RequestError, DeclarationError, ArchiveStoreError (a missing bucket, a permission). What goes wrong with single packs is listed in the result.
   * @example
   * const { packsCompacted, bytesBefore, bytesStored } = await db.compactPacks({ minLiveFraction: 0.3 });
   */
  compactPacks(options?: CompactOptions): Promise<CompactResult>;
  /**
   * Has every archived item be where today's declarations would put it: after a change of `layout`, `s3KeyTemplate`, `packKeyTemplate` or `keyPrefix`, or to have done with the
   * pointers of an earlier system. Each item is read, checked and written to a new object, and its row made to name that where it still carries the pointer that was read; rows
   * are read as before meanwhile. Old objects are left to `sweepOrphans` and its grace, those of an earlier system to you. May run beside everything else, and again.
   *
   * Needs what the policy of an archiver allows: `iamPolicies().archiver`.
   *
   * @throws ConfigurationError, CheckpointError, PreflightError, RequestError, ArchiveStoreError (a missing bucket, a permission), DeclarationError. What goes wrong with
   * single items is listed in the result.
   * @example
   * const plan = await db.migrateArchive({ dryRun: true });
   * console.log(`${plan.itemsMigrated} items, in ${plan.objectsWritten} objects`);
   * const { itemsMigrated } = await db.migrateArchive({ checkpoints: fileCheckpoints('migrate.checkpoint') });
   */
  migrateArchive(options?: MigrateOptions): Promise<MigrateResult>;
  /**
   * Brings the rows of a DynamoDB table export (full, DYNAMODB_JSON) into a table: as they are, or those that are old, or all, straight into S3 with only their pointers in the table.
   * A row whose key the table has already stays as it is, unless `overwrite` says otherwise, so it may run beside writers, and again. Reads the files as streams: memory does not
   * grow with them.
   *
   * Needs dynamodb:PutItem, GetItem, DescribeTable and DescribeTimeToLive; besides `tier: 'hot'` also what the policy of an archiver allows.
   *
   * @throws ExportError, ConfigurationError, CheckpointError, PreflightError, RequestError, ArchiveStoreError, DeclarationError. What goes wrong with single rows or files is listed
   * in the result.
   * @example
   * const source = s3Export({ client: s3, bucketName: 'my-exports', key: 'AWSDynamoDB/01693685827463-2d8752fd/' });
   * const { itemsImported, itemsExisting } = await db.importExport(source, { tier: 'by-age', checkpoints: fileCheckpoints('import.checkpoint') });
   */
  importExport(source: ExportSource, options?: ImportOptions): Promise<ImportResult>;
  /**
   * Erases items by law: deletes their rows, and takes away the bytes of every object that ever held them, all versions. What an archiver may just be moving cannot
   * be erased at once, so a first call is never complete: the report says after when to call again, with `secondPass`. It also says what is left, and where copies may
   * be that cannot be seen. May run beside everything else.
   *
   * Needs dynamodb:DeleteItem, GetItem, DescribeTable and DescribeTimeToLive; s3:DeleteObjectVersion, GetObject, GetObjectVersion, PutObject and DeleteObject, and, of the
   * bucket, s3:ListBucket and ListBucketVersions.
   *
   * @throws ConfigurationError (`objectLock`), InvalidBatchError, SharedObjectsError (an adopted table is still there), DeclarationError, RequestError, ArchiveStoreError (a missing bucket, a
   * permission). What goes wrong with single items and objects is listed in the report.
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
   * `archiveOldData`, `planShards`, `migrateArchive` and an import that writes objects look at the same, but for the readers and a probe of what their first scan and write show by
   * themselves; they refuse to start where this finds an error or a refused risk, and tell the other findings as `warnings` of their result (`planShards` to the logger alone). What goes
   * wrong is among the findings; only an abort is thrown.
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
  /**
   * How this database is: whether both stores answer this process, how its reads of archived items went in the last five minutes, how the last runs of archivers ended, and how far
   * archiving is behind. A store that does not answer is part of the report, and never thrown. Each check asks each table for one key (half a read unit), and S3 for one small object of
   * each archived table; listeners and loggers hear nothing of it.
   *
   * Needs dynamodb:GetItem and s3:GetObject: what any reader has. S3 answers a reader without `s3:ListBucket` alike for what is missing and what is forbidden, so that only `confirmReader()`
   * shows that a process may read.
   *
   * @throws ConfigurationError; RequestError with the code `ABORTED`, by `options.signal` alone
   * @example
   * const { healthy, problems } = await db.health({ timeoutMs: 500, maxOverdue: { days: 2 } });
   */
  health(options?: HealthOptions): Promise<HealthReport>;
  /** Closes the S3 client's sockets, where the client is the library's own. The DynamoDB client is the caller's. */
  close(): void;
}
