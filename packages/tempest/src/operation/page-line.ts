import { withTimeout } from './call-options.js';
import { type LinkedAbort, linkedAbort } from './linked-abort.js';
import type { Page, PageRead } from './page.js';

/** One page to be read. */
export interface PageRequest {
  readonly initialOffset: string | undefined;
  /** The most items that are still wanted of it; `undefined`: all. */
  readonly maxItems: number | undefined;
  /** Also aborted when the caller has stopped reading. */
  readonly signal: AbortSignal;
}

/** What a line of pages goes by. */
export interface PageLineOptions {
  readonly initialOffset: string | undefined;
  /** Items that are wanted in all; `undefined`: no limit. */
  readonly limit: number | undefined;
  /** `'hydrating'`: only while archived items of a page are being read. */
  readonly prefetch: boolean | 'hydrating';
  /** Archived rows that are read at once. */
  readonly concurrency: number;
  /** What the items of pages that the caller has not seen may come to, where it is more than one page. */
  readonly maxBytes: number;
  /** Milliseconds that the caller waits for a page; `undefined`: any. */
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Pages that wait for the caller, of whom nobody knows whether he will want them. */
const MAX_PAGES = 4;

interface ComingPage<E> {
  readonly request: PageRequest;
  readonly abort: LinkedAbort;
  /** Its rows. */
  readonly came: Promise<PageRead<E>>;
  read: PageRead<E> | undefined;
  /** Settles when its items are whole; `undefined`: nobody has begun to complete them. */
  completing: Promise<void> | undefined;
  isWhole: boolean;
}

const settled = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => undefined,
    () => undefined,
  );

/**
 * Pages on their way, given in order. While archived items of one are read, the rows of the next ones are fetched and their items got in line, so that the end of a
 * page is no pause. A page that fails is heard of in its turn.
 */
export class PageLine<E> {
  readonly #begin: (request: PageRequest) => Promise<PageRead<E>>;
  readonly #options: PageLineOptions;
  readonly #reading: LinkedAbort;
  /** The first one is the next to be given. */
  readonly #line: ComingPage<E>[] = [];
  /** Where the page begins that comes after the line. */
  #offset: string | undefined;
  /** Whether there is one, and its offset is known. */
  #hasNext = true;
  #left: number | undefined;

  constructor(begin: (request: PageRequest) => Promise<PageRead<E>>, options: PageLineOptions) {
    this.#begin = begin;
    this.#options = options;
    this.#reading = linkedAbort(options.signal);
    this.#offset = options.initialOffset;
    this.#left = options.limit;
  }

  /** The next page; `undefined` at the end. */
  async take(): Promise<Page<E> | undefined> {
    if (this.#line.length === 0) {
      if (!this.#hasNext) return undefined;
      this.#start();
    }
    const [first] = this.#line as [ComingPage<E>]; // it was just started, if there was none
    const page = await this.#pageOf(first);
    this.#line.shift();
    first.abort.release();
    if (this.#left !== undefined) this.#left -= page.contents.length;
    if (page.offset === undefined || this.#left === 0) this.#hasNext = false;
    this.#advance();
    return page;
  }

  /** Ends everything that is under way, and waits until it has ended. */
  async close(): Promise<void> {
    this.#reading.release();
    this.#reading.controller.abort();
    for (const { came } of this.#line) await settled(came);
    for (const { completing } of this.#line) await completing;
  }

  /** The time that it takes counts from when the caller asks: what was done ahead is a gift. */
  #pageOf({ request, abort, came }: ComingPage<E>): Promise<Page<E>> {
    const { controller } = abort;
    return withTimeout({ ...this.#timeout(), signal: controller.signal }, async timed => {
      timed?.signal?.addEventListener('abort', () => controller.abort(timed.signal?.reason), { once: true });
      // After an abort a page that came before it is not given either: asking for it says why
      const read = await (controller.signal.aborted ? this.#begin(request) : came);
      return read.page(this.#left);
    });
  }

  #timeout(): { readonly timeoutMs?: number } {
    const { timeoutMs } = this.#options;
    return timeoutMs === undefined ? {} : { timeoutMs };
  }

  #start(): void {
    const abort = linkedAbort(this.#reading.controller.signal);
    const maxItems = this.#left === undefined ? undefined : this.#left - this.#rowsInLine();
    const request = { initialOffset: this.#offset, maxItems, signal: abort.controller.signal };
    const coming: ComingPage<E> = { request, abort, came: this.#begin(request), read: undefined, completing: undefined, isWhole: false };
    this.#line.push(coming);
    this.#hasNext = false;
    const arrived = (read: PageRead<E>): void => {
      coming.read = read;
      this.#offset = read.next;
      this.#hasNext = read.next !== undefined;
      this.#advance();
    };
    void coming.came.then(arrived, () => undefined); // its failure is the caller's once the page is asked for, and nobody's otherwise
  }

  /** Begins whatever may be begun by now. */
  #advance(): void {
    if (this.#reading.controller.signal.aborted) return;
    let bytes = 0;
    for (const [place, coming] of this.#line.entries()) {
      const { read } = coming;
      if (!read || (place > 0 && !coming.completing && bytes + read.bytes > this.#options.maxBytes)) break;
      coming.completing ??= read.complete().then(() => {
        coming.isWhole = true;
        this.#advance();
      });
      bytes += read.bytes;
    }
    if (this.#hasNext && this.#goesAhead()) this.#start();
  }

  #goesAhead(): boolean {
    const { prefetch, concurrency } = this.#options;
    if (prefetch === false || (this.#left !== undefined && this.#left <= this.#rowsInLine())) return false;
    const [first] = this.#line;
    if (!first) return prefetch === true;
    const archived = this.#line.reduce((sum, { isWhole, read }) => sum + (isWhole ? 0 : (read?.archived ?? 0)), 0);
    if (this.#line.length === 1) return archived > 0;
    // The caller waits, and the reads that are in line would not outlast the next page's request.
    return !first.isWhole && this.#line.length < MAX_PAGES && archived > 0 && archived < 2 * concurrency;
  }

  #rowsInLine(): number {
    return this.#line.reduce((sum, { read }) => sum + (read?.rows ?? 0), 0);
  }
}
