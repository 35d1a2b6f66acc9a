import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { RequestError } from '@tempest-ts/tempest';
import { AttemptExpiredError } from '../errors.js';
import { backoffMs } from '../store/retry.js';
import { isTransientRequest } from '../walk/request-failure.js';
import type { AttemptContext } from './attempt-write.js';
import { type Swap, type Swapped, swapRow } from './swap.js';
import { MAX_BATCH_STATEMENTS, type StatementAnswer, sendStatements, verdictOf } from './swap-batch.js';
import { SwapLines } from './swap-lines.js';
import { impossible, swapStatement } from './swap-statement.js';

/** Options of a run's swaps. */
export interface SwapperOptions extends AttemptContext {
  /** Swaps that may be on their way at once. */
  readonly concurrency: number;
  /** Whether several may go in one request; `'auto'`: where the server proves to be up to it. */
  readonly batches: 'auto' | boolean;
}

interface Waiting {
  readonly swap: Swap;
  readonly resolve: (swapped: Swapped) => void;
  readonly reject: (error: unknown) => void;
}

interface Statement {
  readonly waiting: Waiting;
  readonly statement: BatchStatementRequest;
}

/** One batch may be on its way for so many of `concurrency`: while it is, others are stored. */
const SWAPS_PER_BATCH = 16;
/** Probes that may come to nothing, for reasons that say nothing of the server, before batches are given up. */
const MAX_PROBES = 3;
/** Statements of a probe: one that must succeed, and one that must fail. */
const PROBE_STATEMENTS = 2;

/**
 * Turns rows into pointers, many in one request where the server executes each statement by itself and shows the row of one that failed. A batch is only ever
 * believed where its answer leaves no doubt: any other swap is sent again by itself, on the same condition, and its answer decides.
 */
export class Swapper {
  readonly #options: SwapperOptions;
  readonly #lines = new SwapLines<Waiting>();
  #mode: 'untried' | 'batches' | 'singles';
  #probes = 0;
  #running = 0;
  #isPumping = false;
  #whySingles: string | undefined;

  constructor(options: SwapperOptions) {
    this.#options = options;
    const { batches, concurrency } = options;
    if (!batches || concurrency === 1) this.#mode = 'singles';
    else this.#mode = batches === 'auto' ? 'untried' : 'batches';
  }

  /** Why swaps were sent one by one, though batches were allowed. */
  get whySingles(): string | undefined {
    return this.#whySingles;
  }

  /** @throws AttemptExpiredError, RequestError */
  swap(swap: Swap): Promise<Swapped> {
    return new Promise((resolve, reject) => {
      this.#lines.add({ swap, resolve, reject });
      this.#pumpSoon();
    });
  }

  /** Once those that arrive together have all arrived: one answer frees the places of many. */
  #pumpSoon(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    process.nextTick(() => {
      this.#isPumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#mayGo) {
      const handful = this.#lines.take(this.#size);
      if (handful.length === 0) return;
      this.#running += 1;
      void this.#deal(handful)
        .catch((error: unknown) => {
          for (const { reject } of handful) reject(error); // a defect: nobody is left waiting
        })
        .finally(() => {
          this.#running -= 1;
          this.#pumpSoon();
        });
    }
  }

  /** Whether a request may go now. While one is on its way, swaps gather for the next, which waits no longer than until it is full. */
  get #mayGo(): boolean {
    const { concurrency } = this.#options;
    if (this.#mode === 'singles') return this.#running < concurrency;
    if (this.#running === 0) return true;
    return this.#mode === 'batches' && this.#lines.waiting >= MAX_BATCH_STATEMENTS && this.#running < concurrency / SWAPS_PER_BATCH;
  }

  get #size(): number {
    if (this.#mode === 'singles') return 1;
    return this.#mode === 'untried' ? PROBE_STATEMENTS : MAX_BATCH_STATEMENTS;
  }

  /** Each of those that it is given is settled when it resolves. */
  async #deal(handful: readonly Waiting[]): Promise<void> {
    const batch: Statement[] = [];
    const singles: Waiting[] = [];
    for (const waiting of handful) {
      const statement = this.#mode === 'singles' || handful.length === 1 ? undefined : swapStatement(waiting.swap);
      if (statement) batch.push({ waiting, statement });
      else singles.push(waiting);
    }
    if (batch.length === 1) singles.push(...batch.splice(0).map(({ waiting }) => waiting));
    await Promise.all([
      ...singles.map(waiting => this.#settle(waiting, swapRow(this.#options, waiting.swap))),
      ...(batch.length > 0 ? [this.#mode === 'untried' ? this.#probe(batch) : this.#batch(batch)] : []),
    ]);
  }

  async #batch(batch: readonly Statement[]): Promise<void> {
    const answers = await this.#send(batch);
    if (answers) await Promise.all(batch.map(({ waiting }, index) => this.#judge(waiting, answers[index])));
  }

  /**
   * The first batch: the last of its statements is on a condition that does not hold. A server that executes it all the same, or fails the other with it, or
   * does not show the row, is sent no more of them. Nothing is lost by that: it could only have made the row the pointer that it is to become.
   */
  async #probe(batch: readonly Statement[]): Promise<void> {
    this.#probes += 1;
    const [good, bad] = [batch[0], batch.at(-1)];
    if (!good || !bad) return;
    const answers = await this.#send([good, { ...bad, statement: impossible(bad.statement) }]);
    if (!answers) return;
    const [first, second] = answers;
    const failed = second?.response.Error;
    if (first && !first.response.Error && failed?.Code === 'ConditionalCheckFailed' && failed.Item) this.#mode = 'batches';
    else this.#doubt(first, second);
    await Promise.all([this.#judge(good.waiting, first), this.#alone(bad.waiting, { units: second?.units, sentBefore: true })]);
  }

  #doubt(...[first, second]: readonly (StatementAnswer | undefined)[]): void {
    const codes = [first, second].map(answer => answer?.response.Error?.Code ?? 'no error');
    const message = first?.response.Error?.Message ?? second?.response.Error?.Message;
    // Throttled, or changed meanwhile: the next may tell.
    const isConclusive = (second && !second.response.Error) || codes.includes('ValidationError') || codes.includes('AccessDenied');
    if (isConclusive || this.#probes >= MAX_PROBES)
      this.#giveUp(`a probe was answered ${codes.join(' and ')}${message ? ` (${message})` : ''}`);
  }

  /** @returns `undefined` where there are no answers, and each swap was sent by itself */
  async #send(batch: readonly Statement[]): Promise<readonly StatementAnswer[] | undefined> {
    let cause: unknown;
    try {
      const swaps = batch.map(({ waiting }) => waiting.swap);
      const answers = await sendStatements(
        this.#options,
        swaps,
        batch.map(({ statement }) => statement),
      );
      if (answers) return answers;
      this.#giveUp('the answers were fewer than the statements');
    } catch (error) {
      cause = error;
      const isRefused = error instanceof RequestError && !isTransientRequest(error);
      if (isRefused && (this.#mode === 'untried' || error.code === 'ACCESS_DENIED')) this.#giveUp(error.message);
    }
    const isUnsent = (cause instanceof RequestError || cause instanceof AttemptExpiredError) && cause.outcome === 'not-applied';
    const waits = isTransientRequest(cause);
    await Promise.all(batch.map(({ waiting }) => this.#alone(waiting, { sentBefore: !isUnsent, waits })));
    return undefined;
  }

  async #judge(waiting: Waiting, answer: StatementAnswer | undefined): Promise<void> {
    const verdict = answer ? verdictOf(answer.response, waiting.swap.attempt) : 'unclear';
    const units = answer?.units;
    if (verdict === 'archived' || verdict === 'skipped') return this.#settle(waiting, Promise.resolve({ outcome: verdict, units }));
    if (verdict === 'denied') this.#giveUp('AccessDenied: grant dynamodb:PartiQLUpdate');
    if (verdict === 'throttled') this.#options.throttled();
    // A statement may be executed and its answer still be an error of the server's own.
    return this.#alone(waiting, { units, sentBefore: true, waits: verdict === 'throttled' || verdict === 'conflict' });
  }

  async #alone(
    waiting: Waiting,
    { units, sentBefore, waits = false }: { readonly units?: number | undefined; readonly sentBefore: boolean; readonly waits?: boolean },
  ): Promise<void> {
    const { signal } = this.#options;
    if (waits) await sleep(backoffMs(1), undefined, { signal }).catch(() => undefined); // an abort ends the waiting
    const swapped = swapRow(this.#options, waiting.swap, sentBefore);
    await this.#settle(
      waiting,
      units === undefined
        ? swapped
        : swapped.then(({ outcome, units: own }) => ({ outcome, units: own === undefined ? own : own + units })),
    );
  }

  async #settle(waiting: Waiting, swapped: Promise<Swapped>): Promise<void> {
    try {
      waiting.resolve(await swapped);
    } catch (error) {
      waiting.reject(error);
    } finally {
      this.#lines.release(waiting);
      this.#pumpSoon(); // its partition key has room for another
    }
  }

  #giveUp(why: string): void {
    if (this.#mode === 'singles') return;
    this.#mode = 'singles';
    this.#whySingles = why;
    // Why, DynamoDB says in words of its own, which may be about an item: the result has them.
    const message =
      'Swaps go one by one, as many to a request are not possible here. Nothing is lost but speed: `whySingleSwaps` of the result says why.';
    this.#options.wire.observer?.noticed('swaps.single', {}, message);
  }
}
