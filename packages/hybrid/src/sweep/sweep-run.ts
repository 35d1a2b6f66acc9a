import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf, type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import { DAY_MS } from '../duration.js';
import { Limiter } from '../hydrate/limiter.js';
import type { ListedObject } from '../store/archive-store.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { beginRun } from '../walk/begin-run.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { type ObjectState, readObjectState } from '../walk/object-state.js';
import { type CheckpointOptions, RunCheckpoints } from '../walk/run-checkpoints.js';
import type { RunPosition } from '../walk/run-position.js';
import { runSignal } from '../walk/run-signal.js';
import { type Adopted, TableIdentities } from '../walk/table-identities.js';
import { type ListWalk, walkList } from '../walk/walk-list.js';
import { walkObjects } from '../walk/walk-objects.js';
import { ClaimSettlement } from './claim-settlement.js';
import { Ledger } from './ledger.js';
import { sweepObject } from './sweep-object.js';
import type { SweepFailure, SweepProgress, SweepResult } from './sweep-result.js';

/** Options of `sweepOrphans`. */
export interface SweepOptions extends CallOptions, Pick<CapacityOptions, 'readCapacityPerSecond'>, CheckpointOptions {
  /**
   * Days that an object must have been recorded as unreferenced: longer than the age of any backup that may be brought back. At least a day and
   * `maxAttemptAge`. Default: 35, as point-in-time recovery goes back so far.
   */
  readonly graceDays?: number;
  /** Only tell what would be done: nothing is written, not even to the ledger. Default: false. */
  readonly dryRun?: boolean;
  /** By a table's name, the ids or ARNs of tables whose objects it has taken over, as one that was restored under a new name has. Those tables must be gone. */
  readonly adopt?: Adopted;
  /** Told after every page of objects. What it throws ends the run. */
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Ends the run; the result says `complete: false`, and where to go on. */
  readonly signal?: AbortSignal;
}

const JOB = 'sweepOrphans';
const DEFAULT_GRACE_DAYS = 35;

/** What a sweep goes by. */
interface Ground {
  readonly ledger: Ledger;
  readonly identities: TableIdentities;
  readonly claims: ClaimSettlement;
}

function graceMs({ graceDays = DEFAULT_GRACE_DAYS }: SweepOptions, maxAttemptAgeMs: number): number {
  const least = (maxAttemptAgeMs + DAY_MS) / DAY_MS;
  if (Number.isFinite(graceDays) && graceDays >= least) return graceDays * DAY_MS;
  throw new ConfigurationError(
    `sweepOrphans(): graceDays is ${graceDays}; it is at least ${least.toFixed(2)}, a day and archivalConfig.maxAttemptAge, as an attempt may still come to need its object.`,
  );
}

/** One run over the ledger, then over every object. */
export class SweepRun {
  readonly #context: ArchiveContext;
  readonly #options: SweepOptions;
  readonly #graceMs: number;
  readonly #limiter: Limiter;
  readonly #reads: CapacityBudget;
  readonly #signal: AbortSignal;
  readonly #failures = new FailureWatch();
  readonly #errors = new FirstOnes<SweepFailure>();
  /** Everything up to it was looked at. */
  readonly #checkpoints: RunCheckpoints;
  readonly #counts = {
    objectsSeen: 0,
    objectsRecorded: 0,
    objectsWaiting: 0,
    objectsSpared: 0,
    objectsSwept: 0,
    bytesSwept: 0,
    objectsForeign: 0,
  };

  constructor(context: ArchiveContext, options: SweepOptions) {
    checkCapacityOptions(options, 'sweepOrphans()');
    this.#context = context;
    this.#options = options;
    this.#reads = budgetsOf(options, context.config.limits).reads;
    this.#graceMs = graceMs(options, context.config.maxAttemptAgeMs);
    this.#limiter = new Limiter(context.config.concurrency);
    this.#signal = runSignal(options.signal);
    this.#checkpoints = new RunCheckpoints('sweepOrphans()', options, options.dryRun);
  }

  async run(): Promise<SweepResult> {
    const started = performance.now();
    const { dryRun = false } = this.#options;
    const position = beginRun(this.#context, { job: JOB, dryRun, resumeFrom: await this.#checkpoints.begin() });
    try {
      await this.#sweep(position);
    } catch (error) {
      if (!this.#options.signal?.aborted) throw error;
    }
    const complete = !this.#signal.aborted;
    const checkpoint = complete ? undefined : this.#checkpoints.reached;
    await this.#checkpoints.end(checkpoint, complete);
    return Object.freeze({
      dryRun,
      ...this.#counts,
      errors: this.#errors.list,
      errorCount: this.#errors.count,
      durationMs: performance.now() - started,
      complete,
      checkpoint,
    });
  }

  async #sweep(position: RunPosition): Promise<void> {
    const { store, config } = this.#context;
    const signal = this.#signal;
    const identities = await TableIdentities.of(this.#context, this.#options.adopt ?? {}, signal);
    await identities.refuseLiving(signal);
    const claims = new ClaimSettlement({ context: this.#context, identities, dryRun: this.#options.dryRun ?? false, signal });
    await claims.settle();
    const ledger = new Ledger(store, config.keyPrefix);
    // A dry run writes nothing, not even to learn S3's time.
    const now = this.#options.dryRun ? config.clock() : await ledger.now(signal);
    for (const tableId of identities.ids) {
      await this.#walk(
        position,
        `ledger of ${tableId}`,
        after => ledger.entries(tableId, signal, after),
        ({ key, lastModified }) => this.#sweepEntry({ ledger, identities, claims }, key, now.getTime() - lastModified.getTime()),
      );
    }
    await this.#walk(
      position,
      'objects',
      after => walkObjects(store, config.keyPrefix, signal, after),
      ({ key }) => this.#recordObject({ ledger, identities, claims }, key, now),
    );
  }

  /** A page at a time, so that no more than one is ever held. */
  async #walk(position: RunPosition, name: string, pages: ListWalk['pages'], step: (object: ListedObject) => Promise<void>): Promise<void> {
    const failed = ({ key }: ListedObject, cause: unknown): void => this.#failed(key, cause);
    await walkList({
      name,
      position,
      signal: this.#signal,
      pages,
      handle: page => eachItem(page, { limiter: this.#limiter, failures: this.#failures, signal: this.#signal, step, failed }),
      onPage: async () => {
        const checkpoint = String(position);
        await this.#checkpoints.moved(checkpoint);
        this.#options.onProgress?.({ ...this.#counts, errorCount: this.#errors.count, checkpoint });
      },
    });
  }

  /** Looks again at an object that was recorded so long ago. */
  async #sweepEntry({ ledger, identities, claims }: Ground, entryKey: string, ageMs: number): Promise<void> {
    const { store } = this.#context;
    const { dryRun } = this.#options;
    const entry = await ledger.read(entryKey, this.#signal);
    const state: ObjectState = entry
      ? await readObjectState(this.#context, identities, entry.s3Key, this.#signal, this.#reads)
      : { kind: 'gone' };
    const isSame = entry && state.kind === 'orphaned' && state.attempt === entry.attempt;
    if (isSame && ageMs < this.#graceMs) return;
    if (isSame) {
      await identities.refuseLivingMaker(state.metadata, this.#signal);
      await claims.settleMaker(state.metadata);
      if (!dryRun) await sweepObject(store, entry.s3Key, entry.attempt, this.#signal);
      this.#failures.passed();
      this.#counts.objectsSwept += 1;
      this.#counts.bytesSwept += state.bytes;
    }
    if (state.kind === 'referenced') this.#counts.objectsSpared += 1;
    if (!dryRun) await ledger.remove(entryKey, this.#signal);
  }

  async #recordObject({ ledger, identities, claims }: Ground, s3Key: string, now: Date): Promise<void> {
    const state = await readObjectState(this.#context, identities, s3Key, this.#signal, this.#reads);
    if (state.kind === 'gone') return;
    this.#counts.objectsSeen += 1;
    if (state.kind === 'foreign') this.#counts.objectsForeign += 1;
    if (state.kind === 'unreadable') this.#failed(s3Key, state.cause);
    if (state.kind !== 'orphaned') return;
    await identities.refuseLivingMaker(state.metadata, this.#signal);
    await claims.settleMaker(state.metadata);
    const entry = { s3Key, attempt: state.attempt };
    const tableId = identities.idOf(state.table);
    const recorded = await ledger.find(tableId, entry, this.#signal);
    if (recorded) {
      // A dry run leaves what is due where it is, and has counted it as swept when it went over the ledger.
      const isCounted = this.#options.dryRun && recorded.since && now.getTime() - recorded.since.getTime() >= this.#graceMs;
      if (!isCounted) this.#counts.objectsWaiting += 1;
      return;
    }
    if (!this.#options.dryRun) await ledger.record(tableId, entry, this.#signal);
    this.#failures.passed();
    this.#counts.objectsRecorded += 1;
  }

  #failed(s3Key: string, cause: unknown): void {
    this.#errors.add({ s3Key, cause });
  }
}
