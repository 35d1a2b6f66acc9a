import type { CallOptions } from '@tempest-ts/tempest';
import type { Row, TableSchema } from '@tempest-ts/tempest/extend';
import { rowKey, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { Limiter } from '../hydrate/limiter.js';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readAgain } from '../hydrate/read-again.js';
import { readArchived } from '../hydrate/read-archived.js';
import { decodePointer, hasSamePointer } from '../pointer/pointer.js';
import type { ListedObject } from '../store/archive-store.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { beginRun } from '../walk/begin-run.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { readObjectState } from '../walk/object-state.js';
import type { RunPosition } from '../walk/run-position.js';
import { runSignal } from '../walk/run-signal.js';
import { type Adopted, TableIdentities } from '../walk/table-identities.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import { walkList } from '../walk/walk-list.js';
import { walkObjects } from '../walk/walk-objects.js';
import type { VerifiedEntity, VerifiedObjects, VerifyProblem, VerifyProgress, VerifyReport } from './verify-report.js';

/** Options of `verifyArchive`. */
export interface VerifyOptions extends CallOptions {
  /** As of `sweepOrphans`: tables of earlier lives, whose objects are not foreign. */
  readonly adopt?: Adopted;
  /** The checkpoint of an earlier call: go on there. What that one found counts, and is not listed again. */
  readonly resumeFrom?: string | undefined;
  /** Told of every problem as it is found. What it throws ends the run. */
  readonly onProblem?: (problem: VerifyProblem) => void;
  /** Told after every page of rows, and of objects. What it throws ends the run. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Ends the run; the report says `complete: false`, and where to go on. */
  readonly signal?: AbortSignal;
}

const JOB = 'verifyArchive';
/** A row that is archived anew each time it is read is given up after so many states of it. */
const MAX_STATES = 10;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One pass over all pointers, then over all objects. */
export class VerifyRun {
  readonly #context: ArchiveContext;
  readonly #options: VerifyOptions;
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #signal: AbortSignal;
  readonly #entities = new Map<string, Mutable<VerifiedEntity>>();
  readonly #objects: Mutable<VerifiedObjects> = {
    referenced: 0,
    bytesReferenced: 0,
    orphaned: 0,
    bytesOrphaned: 0,
    swept: 0,
    foreign: 0,
    unreadable: 0,
  };
  readonly #problems = new FirstOnes<VerifyProblem>();
  readonly #position: RunPosition;
  readonly #problemsBefore: number;
  /** Everything up to it was looked at. */
  #checkpoint: string | undefined;
  #rows = 0;
  #seen = 0;

  constructor(context: ArchiveContext, options: VerifyOptions) {
    this.#context = context;
    this.#options = options;
    this.#limiter = new Limiter(context.config.readConcurrency);
    this.#signal = runSignal(options.signal);
    this.#position = beginRun(context, { job: JOB, resumeFrom: options.resumeFrom });
    this.#problemsBefore = this.#position.problems;
    this.#checkpoint = options.resumeFrom;
  }

  async run(): Promise<VerifyReport> {
    const started = performance.now();
    try {
      await walkArchivedRows(this.#context, {
        job: JOB,
        position: this.#position,
        signal: this.#signal,
        handle: async (table, rows) => {
          await this.#each(rows, row => this.#verifyRow(table, row));
          this.#rows += rows.length;
        },
        onCheckpoint: () => this.#progress(),
      });
      if (!this.#signal.aborted) await this.#verifyObjects();
    } catch (error) {
      if (!this.#options.signal?.aborted) throw error;
    }
    const complete = !this.#signal.aborted;
    return Object.freeze({
      clean: complete && this.#problemCount === 0,
      entities: Object.freeze([...this.#entities.values()].map(counts => Object.freeze({ ...counts }))),
      objects: Object.freeze({ ...this.#objects }),
      problems: this.#problems.list,
      problemCount: this.#problemCount,
      durationMs: performance.now() - started,
      complete,
      checkpoint: complete ? undefined : this.#checkpoint,
    });
  }

  get #problemCount(): number {
    return this.#problemsBefore + this.#problems.count;
  }

  #progress(): void {
    this.#position.problems = this.#problemCount;
    this.#checkpoint = String(this.#position);
    this.#options.onProgress?.({
      rowsVerified: this.#rows,
      objectsSeen: this.#seen,
      problemCount: this.#problemCount,
      checkpoint: this.#checkpoint,
    });
  }

  async #verifyRow(table: TableSchema, first: Row): Promise<void> {
    const { wire, reader, entities } = this.#context;
    const context = { table, entityOf: (row: Row) => entities.ofRow(table, row), keepsS3Key: false, signal: this.#signal };
    let row = first;
    let last: PointerReadError | undefined;
    for (let states = 0; states < MAX_STATES; states += 1) {
      const counts = this.#of(table.tableName, entities.ofRow(table, row)?.schema.name);
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
      const fresh = await readAgain(wire, table, row, { signal: this.#signal });
      if (!fresh) return;
      if (hasSamePointer(row, fresh, pointerAttributes(row))) break;
      row = fresh;
    }
    this.#of(table.tableName, entities.ofRow(table, row)?.schema.name).itemsDamaged += 1;
    const s3Key = last?.s3Key ?? row[S3_KEY_ATTRIBUTE]?.S ?? '';
    this.#problem({ kind: last?.reason ?? 'unsettled', table: table.tableName, key: rowKey(table, row), s3Key, cause: last });
  }

  async #verifyObjects(): Promise<void> {
    const { store, config } = this.#context;
    const identities = await TableIdentities.of(this.#context, this.#options.adopt ?? {}, this.#signal);
    const objects = this.#objects;
    const verify = async ({ key }: ListedObject): Promise<void> => {
      const state = await readObjectState(this.#context, identities, key, this.#signal);
      if (state.kind === 'gone') return;
      objects[state.kind] += 1;
      if (state.kind === 'referenced') objects.bytesReferenced += state.bytes;
      if (state.kind === 'orphaned') objects.bytesOrphaned += state.bytes;
      if (state.kind !== 'unreadable') return;
      this.#problem({ kind: 'unreadable', table: state.table.tableName, key: undefined, s3Key: key, cause: state.cause });
    };
    await walkList({
      name: 'objects',
      position: this.#position,
      signal: this.#signal,
      pages: after => walkObjects(store, config.keyPrefix, this.#signal, after),
      handle: async page => {
        await this.#each(page, verify);
        this.#seen += page.length;
      },
      onPage: () => this.#progress(),
    });
  }

  /** What is wrong with an item is a problem: what cannot be looked at ends the run. */
  async #each<T>(page: readonly T[], step: (each: T) => Promise<void>): Promise<void> {
    await eachItem(page, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal: this.#signal,
      step,
      failed: (_, cause) => {
        throw cause;
      },
    });
  }

  #of(table: string, entity: string | undefined): Mutable<VerifiedEntity> {
    const id = JSON.stringify([table, entity]);
    const known = this.#entities.get(id) ?? { table, entity, itemsIntact: 0, itemsDamaged: 0, halfRows: 0, bytesBefore: 0, bytesStored: 0 };
    this.#entities.set(id, known);
    return known;
  }

  #problem(problem: VerifyProblem): void {
    this.#problems.add(problem);
    this.#options.onProblem?.(problem);
  }
}
