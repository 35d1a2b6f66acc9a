import { randomBytes } from 'node:crypto';
import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import { type Row, retriedBy, rowKey, S3_KEY_ATTRIBUTE, type TableSchema } from '@tempest-ts/tempest/extend';
import { newAttempt } from '../archive/attempt-id.js';
import { OpenPack, type PlacedOwner } from '../archive/open-pack.js';
import { storePack } from '../archive/store-pack.js';
import { BodyFormatError } from '../body/body-format-error.js';
import { Limiter } from '../hydrate/limiter.js';
import { ATTEMPT_METADATA, STORED_METADATA } from '../hydrate/object-metadata.js';
import { readAgain } from '../hydrate/read-again.js';
import type { PackKeySource } from '../pointer/pack-key-template.js';
import { decodePointer, encodePointer, isPackPointer, type PackPointer } from '../pointer/pointer.js';
import { retry } from '../store/retry.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { isPack, PackFile, packDescription } from '../walk/pack-file.js';
import { isTransientRequest } from '../walk/request-failure.js';
import { runSignal } from '../walk/run-signal.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import type { CompactFailure, CompactResult } from './compact-result.js';
import { repoint } from './repoint.js';

/** Options of `compactPacks`. */
export interface CompactOptions extends CallOptions {
  /** A pack of whose items a smaller part is live is written anew; above 0 and at most 1. Default: 0.5. */
  readonly minLiveFraction?: number;
  /** Only tell what would be done: nothing is written. Default: false. */
  readonly dryRun?: boolean;
  /** Ends the run: items on their way arrive or stay, and the result says `complete: false`. */
  readonly signal?: AbortSignal;
}

const DEFAULT_LIVE_FRACTION = 0.5;
const MAX_LISTED_ERRORS = 1_000;
const RUN_BYTES = 6;
/** Times that a row is repointed where DynamoDB throttled it, met a transaction or was not heard of, besides its client's own retries. */
const REPOINT_ATTEMPTS = 5;

/** An item that some row names in the pack. */
interface LiveItem {
  readonly row: Row;
  readonly pointer: PackPointer;
}

/** One run that writes anew what is mostly dead. */
export class CompactRun {
  readonly #context: ArchiveContext;
  readonly #options: CompactOptions;
  readonly #minLiveFraction: number;
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #errors: CompactFailure[] = [];
  readonly #run: Pick<PackKeySource, 'runAt' | 'run'>;
  readonly #counts = { packsCompacted: 0, packsWritten: 0, itemsMoved: 0, itemsSkipped: 0, bytesBefore: 0, bytesStored: 0, errorCount: 0 };

  constructor(context: ArchiveContext, options: CompactOptions) {
    const { minLiveFraction = DEFAULT_LIVE_FRACTION } = options;
    if (!(minLiveFraction > 0 && minLiveFraction <= 1)) {
      throw new ConfigurationError(`compactPacks(): minLiveFraction is above 0 and at most 1, as 0.5 is; it is ${minLiveFraction}.`);
    }
    this.#context = context;
    this.#options = options;
    this.#minLiveFraction = minLiveFraction;
    this.#limiter = new Limiter(context.config.concurrency);
    this.#run = { runAt: context.config.clock(), run: randomBytes(RUN_BYTES).toString('base64url') };
  }

  async run(): Promise<CompactResult> {
    const started = performance.now();
    const signal = runSignal(this.#options.signal);
    const packs = new Map<string, { readonly table: TableSchema; live: number }>();
    // One small entry for each pack: their items are not held.
    await walkArchivedRows(this.#context, {
      job: 'compactPacks',
      signal,
      handle: async (table, rows) => {
        for (const row of rows.filter(isPackPointer)) {
          const s3Key = row[S3_KEY_ATTRIBUTE]?.S ?? '';
          const pack = packs.get(s3Key) ?? { table, live: 0 };
          pack.live += 1;
          packs.set(s3Key, pack);
        }
      },
    });
    // One after another: each holds a pack's live items.
    for (const [s3Key, { table, live }] of packs) {
      if (signal.aborted) break;
      try {
        await this.#compact(s3Key, table, live, signal);
      } catch (cause) {
        if (signal.aborted || (await this.#isGone(s3Key, cause, signal))) continue;
        if (this.#failures.isHopeless(cause)) throw cause;
        this.#counts.errorCount += 1;
        if (this.#errors.length < MAX_LISTED_ERRORS) this.#errors.push({ s3Key, cause });
      }
    }
    return Object.freeze({
      dryRun: this.#options.dryRun ?? false,
      packsSeen: packs.size,
      ...this.#counts,
      errors: Object.freeze([...this.#errors]),
      durationMs: performance.now() - started,
      complete: !signal.aborted,
    });
  }

  async #compact(s3Key: string, table: TableSchema, seen: number, signal: AbortSignal): Promise<void> {
    const { store } = this.#context;
    const metadata = await store.head(s3Key, signal);
    if (metadata === 'missing' || !isPack(metadata)) return;
    const { membersBytes, indexBytes } = packDescription(metadata);
    const file = new PackFile(store, { s3Key }, metadata, signal);
    const index = await file.index();
    const written = index.reduce((sum, { items }) => sum + items, 0);
    if (seen >= written * this.#minLiveFraction) return;
    if (!this.#options.dryRun) await this.#rewrite(s3Key, table, file, metadata, signal);
    this.#counts.packsCompacted += 1;
    this.#counts.bytesBefore += membersBytes + indexBytes;
    if (this.#options.dryRun) this.#counts.itemsMoved += seen;
  }

  /** Copies a pack's live items to a new one of its own attempt, and has their rows name that. */
  async #rewrite(
    s3Key: string,
    table: TableSchema,
    file: PackFile,
    { [STORED_METADATA]: _, ...metadata }: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, config, entities } = this.#context;
    const began = performance.now();
    const isExpired = (): boolean => performance.now() - began > config.maxAttemptAgeMs;
    const items = new OpenPack<LiveItem>(table, config.packs.memberItems);
    for (const member of await file.index()) {
      const lines = await file.lines(member);
      // The rows are read after the pack: of an item that is being erased the row goes first, and what has no row is not copied.
      const live = await Promise.all(lines.map(({ row }) => this.#limiter.run(() => this.#liveItem(table, row, s3Key, signal))));
      lines.forEach(({ line, row }, at) => {
        const item = live[at];
        if (item) items.add('', { row, body: line }, item);
      });
    }
    const [first] = items.owners;
    const entity = first && entities.ofRow(table, first.row);
    if (!first || !entity || isExpired()) return;
    const attempt = newAttempt();
    const template = entity.packTemplate ?? config.packs.keyTemplate.bind(table.tableName, entity.schema.name);
    const newKey = template.render({ ...this.#run, attempt }, config.keyPrefix);
    const { pack, placed } = await items.close();
    signal.throwIfAborted();
    await storePack(store, newKey, pack, {
      metadata: { ...metadata, [ATTEMPT_METADATA]: attempt },
      storageClass: entity.storageClass,
      signal,
    });
    this.#failures.passed();
    this.#counts.packsWritten += 1;
    this.#counts.bytesStored += pack.bytes.byteLength;
    await eachItem(placed, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: each => this.#repoint(table, each, { s3Key: newKey, attempt }, isExpired, signal),
      failed: (_each, cause) => {
        this.#counts.errorCount += 1;
        if (this.#errors.length < MAX_LISTED_ERRORS) this.#errors.push({ s3Key, cause });
      },
    });
  }

  async #repoint(
    table: TableSchema,
    { owner: { row, pointer: old }, place }: PlacedOwner<LiveItem>,
    to: Pick<PackPointer, 's3Key' | 'attempt'>,
    isExpired: () => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const pointer = encodePointer({ ...old, ...to, place });
    const asked = { table, row, pointer, attempt: to.attempt, isExpired, sends: { count: 0 } };
    const { wire } = this.#context;
    const retried = retriedBy(wire.observer, { service: 'dynamodb', operation: 'UpdateItem', target: table.tableName });
    const { outcome } = await retry({ attempts: REPOINT_ATTEMPTS, isRetryable: isTransientRequest, signal, retried }, () =>
      repoint(wire, asked),
    );
    this.#counts[outcome === 'moved' ? 'itemsMoved' : 'itemsSkipped'] += 1;
  }

  /** Whether a pack was taken away while it was read: its last row moved on, and the sweeper came. */
  async #isGone(s3Key: string, cause: unknown, signal: AbortSignal): Promise<boolean> {
    return cause instanceof BodyFormatError && (await this.#context.store.head(s3Key, signal).catch(() => undefined)) === 'missing';
  }

  /** The row of an item, where it names the pack. */
  async #liveItem(table: TableSchema, item: Row, s3Key: string, signal: AbortSignal): Promise<LiveItem | undefined> {
    const row = await readAgain(this.#context.wire, table, rowKey(table, item), { signal });
    if (!row || row[S3_KEY_ATTRIBUTE]?.S !== s3Key || !isPackPointer(row)) return undefined;
    const pointer = decodePointer(row);
    return pointer?.place ? { row, pointer } : undefined;
  }
}
