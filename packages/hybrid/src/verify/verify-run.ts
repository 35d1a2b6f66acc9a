import type { CallOptions } from '@tempest-ts/tempest';
import type { Row, TableSchema } from '@tempest-ts/tempest/extend';
import { rowKey, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf, type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import { Limiter } from '../hydrate/limiter.js';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readArchived } from '../hydrate/read-archived.js';
import { decodePointer, hasSamePointer } from '../pointer/pointer.js';
import type { ListedObject } from '../store/archive-store.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { beginRun } from '../walk/begin-run.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { readObjectState } from '../walk/object-state.js';
import { readRow } from '../walk/read-row.js';
import { type CheckpointOptions, RunCheckpoints } from '../walk/run-checkpoints.js';
import type { RunPosition } from '../walk/run-position.js';
import { runSignal } from '../walk/run-signal.js';
import { type Adopted, TableIdentities } from '../walk/table-identities.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import { walkList } from '../walk/walk-list.js';
import { walkObjects } from '../walk/walk-objects.js';
import type { VerifyProblem, VerifyProgress, VerifyReport } from './verify-report.js';
import { VerifyTally } from './verify-tally.js';

/** Options of `verifyArchive`. One that goes on counts what the earlier call counted, and does not list the problems that it found again: `onProblem` is told of them as they are found. */
export interface VerifyOptions extends CallOptions, Pick<CapacityOptions, 'readCapacityPerSecond'>, CheckpointOptions {
  /** As of `sweepOrphans`: tables of earlier lives, whose objects are not foreign. */
  readonly adopt?: Adopted;
  /** Told of every problem as it is found. What it throws ends the run. */
  readonly onProblem?: (problem: VerifyProblem) => void;
  /** Told after every page of rows, and of objects. What it throws ends the run. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Ends the run; the report says `complete: false`, and where to go on. */
  readonly signal?: AbortSignal;
}

const JOB = 'verifyArchive';
/** The name of the list of objects in the run's position. */
const OBJECTS = 'objects';
/** A row that is archived anew each time it is read is given up after so many states of it. */
const MAX_STATES = 10;

/** One pass over all pointers, then over all objects. */
export class VerifyRun {
  readonly #context: ArchiveContext;
  readonly #options: VerifyOptions;
  readonly #limiter: Limiter;
  readonly #reads: CapacityBudget;
  readonly #failures = new FailureWatch();
  readonly #signal: AbortSignal;
  readonly #problems = new FirstOnes<VerifyProblem>();
  /** Everything up to it was looked at. */
  readonly #checkpoints: RunCheckpoints;
  /** What was counted of pages that the position is behind, those of the calls that this one resumes included: what checkpoints tell. */
  #settled = new VerifyTally();
  /** What was counted of the page of each part that the position is not yet behind. */
  readonly #unsettled = new Map<string, VerifyTally>();
  /** All that was counted, also of the page that an abort came into. */
  #counted = new VerifyTally();
  #rows = 0;
  #seen = 0;

  constructor(context: ArchiveContext, options: VerifyOptions) {
    checkCapacityOptions(options, 'verifyArchive()');
    this.#context = context;
    this.#options = options;
    this.#reads = budgetsOf(options, context.config.limits).reads;
    this.#limiter = new Limiter(context.config.readConcurrency);
    this.#signal = runSignal(options.signal);
    this.#checkpoints = new RunCheckpoints('verifyArchive()', options);
  }

  async run(): Promise<VerifyReport> {
    const started = performance.now();
    const position = beginRun(this.#context, { job: JOB, resumeFrom: await this.#checkpoints.begin() });
    this.#settled = VerifyTally.of(position.told);
    this.#counted = VerifyTally.of(position.told);
    try {
      await walkArchivedRows(this.#context, {
        job: JOB,
        position,
        signal: this.#signal,
        reads: this.#reads,
        handle: async (table, rows, _signal, { part }) => {
          await this.#page(part, rows, (row, tally) => this.#verifyRow(table, row, tally));
          this.#rows += rows.length;
        },
        onCheckpoint: (_checkpoint, part) => this.#progress(position, part),
      });
      if (!this.#signal.aborted) await this.#verifyObjects(position);
    } catch (error) {
      if (!this.#options.signal?.aborted) throw error;
    }
    const complete = !this.#signal.aborted;
    const checkpoint = complete ? undefined : this.#checkpoints.reached;
    await this.#checkpoints.end(checkpoint, complete);
    return Object.freeze({
      clean: complete && this.#counted.problems === 0,
      entities: this.#counted.entities,
      objects: Object.freeze({ ...this.#counted.objects }),
      problems: this.#problems.list,
      problemCount: this.#counted.problems,
      durationMs: performance.now() - started,
      complete,
      checkpoint,
    });
  }

  async #progress(position: RunPosition, part: string): Promise<void> {
    const page = this.#unsettled.get(part);
    this.#unsettled.delete(part);
    if (page) this.#settled.add(page);
    position.told = this.#settled;
    const checkpoint = String(position);
    await this.#checkpoints.moved(checkpoint);
    this.#options.onProgress?.({
      rowsVerified: this.#rows,
      objectsSeen: this.#seen,
      problemCount: this.#settled.problems,
      checkpoint,
    });
  }

  async #verifyRow(table: TableSchema, first: Row, tally: VerifyTally): Promise<void> {
    const { wire, reader, entities } = this.#context;
    const context = { table, entityOf: (row: Row) => entities.ofRow(table, row), keepsS3Key: false, signal: this.#signal };
    let row = first;
    let last: PointerReadError | undefined;
    for (let states = 0; states < MAX_STATES; states += 1) {
      const counts = tally.entity(table.tableName, entities.ofRow(table, row)?.schema.name);
      try {
        const whole = await readArchived(reader, context, row);
        this.#failures.passed();
        if (!whole) return; // hot by now
        const gained = Object.keys(row).some(name => !whole.kept.has(name) && !pointerAttributes(row).includes(name));
        counts.itemsIntact += 1;
        if (gained) counts.halfRows += 1;
        counts.bytesBefore += decodePointer(row)?.bodyBytes ?? 0;
        counts.bytesStored += whole.origin.storedBytes;
        return;
      } catch (error) {
        if (!(error instanceof PointerReadError)) throw error;
        this.#signal.throwIfAborted();
        if (this.#failures.isHopeless(error)) throw error;
        last = error;
      }
      const fresh = await readRow(wire, table, row, this.#signal, this.#reads);
      if (!fresh) return;
      if (hasSamePointer(row, fresh, pointerAttributes(row))) break;
      row = fresh;
    }
    tally.entity(table.tableName, entities.ofRow(table, row)?.schema.name).itemsDamaged += 1;
    const s3Key = last?.s3Key ?? row[S3_KEY_ATTRIBUTE]?.S ?? '';
    const kind = last?.reason ?? 'unsettled';
    this.#problem({ kind, table: table.tableName, key: rowKey(table, row), s3Key, cause: last }, tally);
  }

  async #verifyObjects(position: RunPosition): Promise<void> {
    const { store, config } = this.#context;
    const identities = await TableIdentities.of(this.#context, this.#options.adopt ?? {}, this.#signal);
    const verify = async ({ key }: ListedObject, tally: VerifyTally): Promise<void> => {
      const { objects } = tally;
      const state = await readObjectState(this.#context, identities, key, this.#signal, this.#reads);
      if (state.kind === 'gone') return;
      objects[state.kind] += 1;
      if (state.kind === 'referenced') objects.bytesReferenced += state.bytes;
      if (state.kind === 'orphaned') objects.bytesOrphaned += state.bytes;
      if (state.kind !== 'unreadable') return;
      this.#problem({ kind: 'unreadable', table: state.table.tableName, key: undefined, s3Key: key, cause: state.cause }, tally);
    };
    await walkList({
      name: OBJECTS,
      position,
      signal: this.#signal,
      pages: after => walkObjects(store, config.keyPrefix, this.#signal, after),
      handle: async page => {
        await this.#page(OBJECTS, page, verify);
        this.#seen += page.length;
      },
      onPage: () => this.#progress(position, OBJECTS),
    });
  }

  /** What is wrong with an item is a problem: what cannot be looked at ends the run. */
  async #page<T>(part: string, page: readonly T[], step: (each: T, tally: VerifyTally) => Promise<void>): Promise<void> {
    const tally = new VerifyTally();
    await eachItem(page, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal: this.#signal,
      step: each => step(each, tally),
      failed: (_, cause) => {
        throw cause;
      },
    });
    this.#counted.add(tally);
    this.#unsettled.set(part, tally);
  }

  #problem(problem: VerifyProblem, tally: VerifyTally): void {
    tally.problems += 1;
    this.#problems.add(problem);
    this.#options.onProblem?.(problem);
  }
}
