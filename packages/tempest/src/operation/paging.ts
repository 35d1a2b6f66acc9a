import { checkCallOptions } from './check-call-options.js';
import { linkedAbort } from './linked-abort.js';
import type { Page } from './page.js';
import { positiveInteger } from './read-page.js';

/** Options of what reads page after page. */
export interface PagingOptions {
  /** Stop after so many items, counted after every filter. Default: no limit. */
  readonly limit?: number;
  /**
   * Fetch the next page while the caller is busy with this one. A caller who stops early has then paid for one page more than was asked for.
   * Default: true where items are iterated, false where pages are.
   */
  readonly prefetch?: boolean;
}

/** One page to be fetched. */
export interface PageRequest {
  readonly initialOffset: string | undefined;
  /** Items that are still wanted; `undefined`: all. */
  readonly maxItems: number | undefined;
  /** Also aborted when the caller has stopped reading. */
  readonly signal: AbortSignal;
}

interface PagesOptions extends PagingOptions {
  readonly initialOffset?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is paged. */
interface PagingCall {
  /** The options that the call has; `undefined` where they were checked before. */
  readonly names?: Readonly<Record<string, true>>;
  /** Whether it prefetches unless it is told. Default: false. */
  readonly prefetch?: boolean;
}

/** Begins to fetch a page that may never be asked for: its failure is the caller's once it is, and nobody's otherwise. */
function begin<E>(fetch: () => Promise<E>): Promise<E> {
  const pending = fetch();
  pending.catch(() => undefined);
  return pending;
}

/**
 * Page after page, one at a time and in order. When it ends, by whatever cause, nothing is under way any more: a page that was being fetched ahead is
 * aborted and waited for.
 */
export async function* pagesOf<E>(
  fetch: (request: PageRequest) => Promise<Page<E>>,
  options: PagesOptions = {},
  call: PagingCall = {},
): AsyncGenerator<Page<E>, void, undefined> {
  if (call.names) checkCallOptions(options, call.names);
  const { initialOffset, limit, prefetch = call.prefetch ?? false, signal } = options;
  let left = limit === undefined ? undefined : positiveInteger('limit', limit);
  const { controller: reading, release } = linkedAbort(signal);
  const fetchAt = (offset: string | undefined) => fetch({ initialOffset: offset, maxItems: left, signal: reading.signal });
  let offset = initialOffset;
  let ahead: Promise<Page<E>> | undefined;
  let isLast: boolean;
  try {
    do {
      // After an abort a page that came before it is not given either: fetching says why
      const page = await (ahead && !reading.signal.aborted ? ahead : fetchAt(offset));
      ahead = undefined;
      offset = page.offset;
      if (left !== undefined) left -= page.contents.length;
      isLast = offset === undefined || left === 0;
      if (prefetch && !isLast) ahead = begin(() => fetchAt(offset));
      yield page;
    } while (!isLast);
  } finally {
    release();
    reading.abort();
    await ahead?.catch(() => undefined);
  }
}

/** Item after item. One that could not be read throws, as there is no page to report it in. */
export async function* contentsOf<E>(pages: AsyncIterable<Page<E>>): AsyncGenerator<E, void, undefined> {
  for await (const page of pages) {
    yield* page.contents;
    if (page.failures[0]) throw page.failures[0].error;
  }
}
